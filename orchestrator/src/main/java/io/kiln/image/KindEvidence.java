package io.kiln.image;

import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files by which an image without labels is recognised. Only their paths count, so no content is read. */
final class KindEvidence {

    private static final Pattern INSTALLER_PROGRAM = Pattern.compile("(usr/)?bin/installer");
    private static final Pattern BOOT_ASSET = Pattern.compile("usr/install/[^/]+/([^/]+)");
    private static final Pattern MODULES =
            Pattern.compile("(rootfs/)?(usr/)?lib/modules/([A-Za-z0-9][A-Za-z0-9._+~-]{0,127})/.+", Pattern.DOTALL);
    private static final int ENOUGH_RELEASES = 2;

    private final Set<String> assets = new TreeSet<>();
    private final Set<String> releases = new TreeSet<>();
    private boolean vmlinuz;
    private boolean manifest;
    private boolean extensionRoot;
    private boolean installerProgram;

    private KindEvidence() {}

    static KindEvidence in(FileTree tree) throws IOException, InterruptedException {
        KindEvidence evidence = new KindEvidence();
        tree.visit(
                path -> {
                    evidence.see(path);
                    return false;
                },
                (path, content) -> {});
        return evidence;
    }

    private void see(String path) {
        vmlinuz |= path.equals(KernelImage.VMLINUZ);
        manifest |= path.equals("manifest.yaml");
        extensionRoot |= path.startsWith(FileTree.EXTENSION_ROOT + "/");
        installerProgram |= INSTALLER_PROGRAM.matcher(path).matches();
        Matcher asset = BOOT_ASSET.matcher(path);
        if (asset.matches() && AssetNames.ALL.contains(asset.group(1))) {
            assets.add(asset.group(1));
        }
        Matcher module = MODULES.matcher(path);
        if (module.matches() && releases.size() < ENOUGH_RELEASES) {
            releases.add(module.group(3));
        }
    }

    ImageKind kind(List<String> entrypoint) {
        if (manifest && extensionRoot) {
            return ImageKind.EXTENSION;
        }
        String program = entrypoint.isEmpty() ? "" : entrypoint.get(0);
        boolean bootable = assets.contains(AssetNames.UKI) || assets.contains(AssetNames.VMLINUZ);
        if (program.endsWith("/imager") || (bootable && assets.contains(AssetNames.STUB) && program.isEmpty())) {
            return ImageKind.IMAGER;
        }
        if (bootable && (installerProgram || program.endsWith("/installer"))) {
            return ImageKind.INSTALLER;
        }
        if (installerProgram) {
            return ImageKind.INSTALLER_BASE;
        }
        return vmlinuz ? ImageKind.KERNEL : ImageKind.PACKAGE;
    }

    /** The kernel that the modules are for, if they are all for one. */
    Optional<String> release() {
        return releases.size() == 1 ? Optional.of(releases.iterator().next()) : Optional.empty();
    }

    /** What lies in {@code usr/install/<arch>} of imager and installer images. */
    private static final class AssetNames {
        static final String UKI = "vmlinuz.efi";
        static final String VMLINUZ = "vmlinuz";
        static final String STUB = "systemd-stub.efi";
        static final Set<String> ALL = Set.of(UKI, VMLINUZ, STUB, "initramfs.xz");
    }
}
