package io.kiln.kmod;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be said of modules whose kernel is not at hand: each is signed by somebody, is whole, and was built for the
 * release in whose directory it lies. Whether a kernel trusts the signer is left to {@link ModuleProof}.
 */
public final class SoundModules {

    private static final String NO_KERNEL = "no kernel";
    private static final ModuleSignatureVerifier ANYBODY = new ModuleSignatureVerifier(List.of());

    private SoundModules() {}

    /** A finding for each module of the image; one without problems is sound, though not proved against a kernel. */
    public static List<ModuleFinding> check(FileTree image) throws IOException, InterruptedException {
        List<ModuleFinding> findings = new ArrayList<>();
        image.visit(ModuleProof::isModule, new FileTree.FileVisitor() {
            @Override
            public void file(String path, InputStream content) throws IOException {
                findings.add(check(image.name(), path, content));
            }

            @Override
            public void unusable(UnusableFile file) {
                findings.add(finding(
                        image.name(), file.path(), Optional.empty(), List.of(new ModuleProblem.UnusableLink(file))));
            }
        });
        return findings;
    }

    /**
     * Judges one module.
     *
     * @param content read to its end, not closed
     * @return its signature is {@link SignatureVerdict.UnknownKey} if it is in order, since nobody is trusted here
     */
    public static ModuleFinding check(String image, String path, InputStream content) throws IOException {
        List<ModuleProblem> problems = new ArrayList<>();
        Optional<String> release = ModuleProof.releaseDirectory(path);
        if (release.isEmpty()) {
            problems.add(new ModuleProblem.NoReleaseDirectory());
        }
        boolean ofExtension = path.startsWith(FileTree.EXTENSION_ROOT + "/");
        boolean compressed = ofExtension && !path.endsWith(".ko");
        Optional<SignatureVerdict> signature = Optional.empty();
        try (ModuleFile module = ModuleFile.read(content)) {
            SignatureVerdict verdict = ANYBODY.verify(module);
            signature = Optional.of(verdict);
            if (verdict instanceof SignatureVerdict.Unsigned) {
                problems.add(new ModuleProblem.Unsigned());
            } else if (verdict instanceof SignatureVerdict.Malformed) {
                problems.add(new ModuleProblem.WrongSignature(verdict, NO_KERNEL));
            }
            module.flaw().ifPresent(flaw -> problems.add(new ModuleProblem.Unloadable(flaw)));
            String vermagic = module.vermagic().orElse("").strip();
            release.filter(directory -> !vermagic.split(" ", 2)[0].equals(directory))
                    .ifPresent(directory -> problems.add(new ModuleProblem.StrangeVermagic(vermagic, directory)));
            compressed |= ofExtension && module.isCompressed();
        } catch (KmodFormatException e) {
            problems.add(new ModuleProblem.Unreadable(String.valueOf(e.getMessage())));
        }
        if (compressed) {
            problems.add(new ModuleProblem.Compressed());
        }
        return finding(image, path, signature, problems);
    }

    private static ModuleFinding finding(
            String image, String path, Optional<SignatureVerdict> signature, List<ModuleProblem> problems) {
        return new ModuleFinding(image, path, NO_KERNEL, signature, List.copyOf(problems));
    }
}
