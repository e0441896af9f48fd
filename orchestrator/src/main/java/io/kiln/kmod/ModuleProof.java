package io.kiln.kmod;

import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds every module of an image against one kernel: signature, vermagic, release directory, processor. Nothing that has
 * the name of a module is passed over. Thread-safe.
 */
public final class ModuleProof {

    private static final Pattern MODULE = Pattern.compile(".*\\.ko(\\.(gz|xz|zst|bz2|lz4|lzma))?", Pattern.DOTALL);

    /** Where modules belong; a system extension has its tree below {@code rootfs/}. */
    private static final Pattern RELEASE_DIRECTORY =
            Pattern.compile("(rootfs/)?(usr/)?lib/modules/([^/]+)/.+", Pattern.DOTALL);

    private final KernelImage kernel;
    private final ModuleSignatureVerifier verifier;

    private ModuleProof(KernelImage kernel) {
        this.kernel = kernel;
        this.verifier = new ModuleSignatureVerifier(kernel.certificates().list());
    }

    public static ModuleProof against(KernelImage kernel) {
        return new ModuleProof(kernel);
    }

    /** Whether a path has the name of a kernel module, compressed or not. */
    public static boolean isModule(String path) {
        return MODULE.matcher(path).matches();
    }

    /** The release in whose directory a module lies, if it lies in one. */
    static Optional<String> releaseDirectory(String path) {
        Matcher place = RELEASE_DIRECTORY.matcher(path);
        return place.matches() ? Optional.of(place.group(3)) : Optional.empty();
    }

    /**
     * A finding for each module of the image, in the tree's order. Each proved one is told as
     * {@link BuildEvent.ModuleProved}.
     *
     * @throws IOException if the image could not be read; a file that is no module is a finding
     */
    public List<ModuleFinding> check(FileTree image, BuildEvents events) throws IOException, InterruptedException {
        List<ModuleFinding> findings = new ArrayList<>();
        image.visit(ModuleProof::isModule, new FileTree.FileVisitor() {
            @Override
            public void file(String path, InputStream content) throws IOException {
                ModuleFinding finding = check(image.name(), path, content);
                findings.add(finding);
                if (finding.proved()) {
                    events.on(finding.toEvent());
                }
            }

            @Override
            public void unusable(UnusableFile file) {
                findings.add(unproved(image.name(), file.path(), new ModuleProblem.UnusableLink(file)));
            }
        });
        return findings;
    }

    /**
     * Checks every image and refuses them all if one module fails.
     *
     * @return the findings, all of them proved; empty when the images have no module
     * @throws ModuleProofException with every failure of every image
     */
    public List<ModuleFinding> require(List<FileTree> images, BuildEvents events)
            throws IOException, ModuleProofException, InterruptedException {
        List<ModuleFinding> findings = new ArrayList<>();
        for (FileTree image : images) {
            findings.addAll(check(image, events));
        }
        List<ModuleFinding> failures =
                findings.stream().filter(finding -> !finding.proved()).toList();
        if (!failures.isEmpty()) {
            throw ModuleProofException.of(failures);
        }
        return findings;
    }

    private ModuleFinding unproved(String image, String path, ModuleProblem problem) {
        return new ModuleFinding(image, path, kernel.name(), Optional.empty(), List.of(problem));
    }

    private ModuleFinding check(String image, String path, InputStream content) throws IOException {
        List<ModuleProblem> problems = new ArrayList<>();
        Optional<String> release = releaseDirectory(path);
        if (release.isEmpty()) {
            problems.add(new ModuleProblem.OutsideReleaseDirectory(kernel.release()));
        } else if (!release.get().equals(kernel.release())) {
            problems.add(new ModuleProblem.OtherRelease(release.get(), kernel.release()));
        }
        Optional<SignatureVerdict> signature = Optional.empty();
        try (ModuleFile module = ModuleFile.read(content)) {
            SignatureVerdict verdict = verifier.verify(module);
            signature = Optional.of(verdict);
            problems.addAll(problems(path, module, verdict));
        } catch (KmodFormatException e) {
            problems.add(new ModuleProblem.Unreadable(String.valueOf(e.getMessage())));
        }
        return new ModuleFinding(image, path, kernel.name(), signature, List.copyOf(problems));
    }

    private List<ModuleProblem> problems(String path, ModuleFile module, SignatureVerdict signature) {
        List<ModuleProblem> problems = new ArrayList<>();
        if (!(signature instanceof SignatureVerdict.Verified)) {
            problems.add(new ModuleProblem.WrongSignature(signature, kernel.name()));
        } else if (kernel.certificates().found() == TrustedCertificates.Found.BY_SEARCH) {
            problems.add(new ModuleProblem.UncertainKey(kernel.name()));
        }
        module.flaw().ifPresent(flaw -> problems.add(new ModuleProblem.Unloadable(flaw)));
        String vermagic = module.vermagic().orElse("").strip();
        String wanted = kernel.vermagic().orElse(kernel.release());
        boolean same =
                kernel.vermagic().isPresent() ? vermagic.equals(wanted) : vermagic.split(" ", 2)[0].equals(wanted);
        if (!same) {
            problems.add(new ModuleProblem.WrongVermagic(vermagic, wanted));
        }
        kernel.machine()
                .filter(machine -> machine != module.machine())
                .ifPresent(machine -> problems.add(new ModuleProblem.OtherMachine(module.machine(), machine)));
        if (module.isCompressed() && path.startsWith("rootfs/")) {
            problems.add(new ModuleProblem.Compressed());
        }
        return problems;
    }
}
