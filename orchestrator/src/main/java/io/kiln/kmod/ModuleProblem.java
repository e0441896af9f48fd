package io.kiln.kmod;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One reason why a kernel would not load a module, or would not find it. */
public sealed interface ModuleProblem {

    /** What is wrong, as a clause that follows the module's path. */
    String message();

    /** What the user can do about it. */
    String advice();

    /** The signature is missing or does not hold. */
    record WrongSignature(SignatureVerdict verdict, String kernel) implements ModuleProblem {
        @Override
        public String message() {
            if (verdict instanceof SignatureVerdict.Unsigned unsigned) {
                return "it is not signed; " + wanted(unsigned.wanted());
            }
            if (verdict instanceof SignatureVerdict.UnknownKey unknown) {
                return "it is signed by a key that the kernel does not trust: found " + unknown.found() + "; "
                        + wanted(unknown.wanted());
            }
            if (verdict instanceof SignatureVerdict.BadSignature bad) {
                return "its signature by " + bad.key() + " does not fit its bytes";
            }
            if (verdict instanceof SignatureVerdict.Malformed malformed) {
                return "its signature cannot be used: " + malformed.reason();
            }
            return "its signature is good";
        }

        @Override
        public String advice() {
            if (verdict instanceof SignatureVerdict.UnknownKey) {
                return "build the module against the tree of this very kernel; if the kernel was built anew, the module"
                        + " must be, too";
            }
            if (verdict instanceof SignatureVerdict.BadSignature) {
                return "nothing may change a module after it is signed: strip it before signing"
                        + " (INSTALL_MOD_STRIP=1 of modules_install does it in that order)";
            }
            return "install it with 'modules_install' from the kernel's build tree, with CONFIG_MODULE_SIG_ALL set, and do"
                    + " not strip it afterwards: strip takes the signature away";
        }

        private String wanted(List<TrustedCertificate> certificates) {
            return certificates.isEmpty()
                    ? kernel + " has no certificate built in"
                    : kernel + " wants "
                            + certificates.stream()
                                    .map(TrustedCertificate::toString)
                                    .collect(Collectors.joining(" or "));
        }
    }

    /** The module lies in the directory of another release than the kernel's. */
    record OtherRelease(String found, String wanted) implements ModuleProblem {
        @Override
        public String message() {
            return "it lies in the directory of release '" + found + "', but the kernel's is '" + wanted + "'";
        }

        @Override
        public String advice() {
            return "build it against this kernel; modules_install takes the directory from the kernel's tree";
        }
    }

    /** The module lies where no kernel looks for it. */
    record OutsideReleaseDirectory(String wanted) implements ModuleProblem {
        @Override
        public String message() {
            return "it lies outside of usr/lib/modules/" + wanted;
        }

        @Override
        public String advice() {
            return "install it below usr/lib/modules/" + wanted + ", for example in extras/";
        }
    }

    /** The module was built for another kernel or another configuration. */
    record WrongVermagic(String found, String wanted) implements ModuleProblem {
        @Override
        public String message() {
            return "its vermagic is '" + Excerpt.of(found) + "', but the kernel's is '" + wanted + "'";
        }

        @Override
        public String advice() {
            return "build it against the tree of this very kernel";
        }
    }

    /** The module is for another processor. */
    record OtherMachine(int found, int wanted) implements ModuleProblem {
        @Override
        public String message() {
            return "it is for another processor (ELF machine " + found + ") than the kernel (" + wanted + ")";
        }

        @Override
        public String advice() {
            return "build it for the kernel's platform";
        }
    }

    /** The module is compressed, in a system extension, from which machines load plain files only. */
    record Compressed() implements ModuleProblem {
        @Override
        public String message() {
            return "it is compressed, and machines load only plain .ko files from a system extension";
        }

        @Override
        public String advice() {
            return "switch CONFIG_MODULE_COMPRESS off";
        }
    }

    /** The file has the name of a module and is none. */
    record Unreadable(String reason) implements ModuleProblem {
        @Override
        public String message() {
            return "it is not a kernel module: " + reason;
        }

        @Override
        public String advice() {
            return "remove it, or find out which step damaged it";
        }
    }

    /** The file is a module whose form no kernel takes. */
    record Unloadable(String reason) implements ModuleProblem {
        @Override
        public String message() {
            return "no kernel loads it: " + reason;
        }

        @Override
        public String advice() {
            return "strip modules of nothing but what they are debugged with (strip --strip-debug, or INSTALL_MOD_STRIP=1 of"
                    + " modules_install), and before they are signed";
        }
    }

    /** The name of a module leads to no file of the image, so nobody knows what the kernel would get. */
    record UnusableLink(UnusableFile file) implements ModuleProblem {
        @Override
        public String message() {
            return file.message();
        }

        @Override
        public String advice() {
            return "remove it, or let it point to a module inside the image";
        }
    }

    /** The signature is good, but it cannot be told whether the kernel trusts that certificate for modules. */
    record UncertainKey(String kernel) implements ModuleProblem {
        @Override
        public String message() {
            return "its certificate is somewhere in " + kernel + ", but the list of those that this kernel trusts was"
                    + " not found";
        }

        @Override
        public String advice() {
            return "put the System.map of the kernel into its image as /boot/System.map";
        }
    }

    /** There is no kernel to hold the module against. */
    record NoKernel() implements ModuleProblem {
        @Override
        public String message() {
            return "there is no kernel to prove it against";
        }

        @Override
        public String advice() {
            return "build the kernel in the same session, or name an image that has it with --kernel";
        }
    }

    /** The module has no signature, whichever kernel it is for. */
    record Unsigned() implements ModuleProblem {
        @Override
        public String message() {
            return "it is not signed, so no machine that enforces signatures loads it";
        }

        @Override
        public String advice() {
            return "install it with 'modules_install' from the kernel's build tree, with CONFIG_MODULE_SIG_ALL set, and do"
                    + " not strip it afterwards: strip takes the signature away";
        }
    }

    /** The module was built for another release than that of its directory. */
    record StrangeVermagic(String found, String directory) implements ModuleProblem {
        @Override
        public String message() {
            return "its vermagic is '" + Excerpt.of(found) + "', but it lies in the directory of release '" + directory
                    + "'";
        }

        @Override
        public String advice() {
            return "build it against the kernel of that release; modules_install takes the directory from the kernel's tree";
        }
    }

    /** The module lies in the directory of no release. */
    record NoReleaseDirectory() implements ModuleProblem {
        @Override
        public String message() {
            return "it lies outside of usr/lib/modules/<release>, where no kernel looks for it";
        }

        @Override
        public String advice() {
            return "install it with 'modules_install' and INSTALL_MOD_PATH=/rootfs/usr";
        }
    }

    /** The module is signed by another key than those of the image that it should come from. */
    record OtherSigner(SignerId found, String image, Set<SignerId> wanted) implements ModuleProblem {

        public OtherSigner {
            wanted = Set.copyOf(wanted);
        }

        @Override
        public String message() {
            return "it is signed by " + found + ", but the modules of " + image + " by "
                    + wanted.stream().map(SignerId::toString).sorted().collect(Collectors.joining(" or "))
                    + ", so one kernel cannot load both";
        }

        @Override
        public String advice() {
            return "take every module from images that were built on the same kernel";
        }
    }
}
