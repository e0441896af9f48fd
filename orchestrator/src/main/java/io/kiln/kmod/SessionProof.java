package io.kiln.kmod;

import io.kiln.progress.BuildEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proof over all images that leave together. A kernel image's own modules must fit its own kernel; the modules of any
 * other image must, all of them, fit one kernel of the session. Not thread-safe.
 */
public final class SessionProof {

    private final List<KernelImage> further;

    /** A session of images that bring their own kernel. */
    public SessionProof() {
        this(List.of());
    }

    /** @param further kernels that are not among the images, for example one that was pushed before */
    public SessionProof(List<KernelImage> further) {
        this.further = List.copyOf(further);
    }

    /**
     * Proves every module of every image.
     *
     * @return a finding for each module, all of them proved; empty if there is no module
     * @throws ModuleProofException with every failure, also when there are modules and no kernel
     * @throws KmodFormatException if a kernel image cannot be read
     */
    public List<ModuleFinding> require(List<FileTree> images, BuildEvents events)
            throws IOException, ModuleProofException, InterruptedException {
        List<ModuleFinding> findings = check(images, events);
        List<ModuleFinding> failures =
                findings.stream().filter(finding -> !finding.proved()).toList();
        if (!failures.isEmpty()) {
            throw ModuleProofException.of(failures);
        }
        return findings;
    }

    /** Like {@link #require}, but gives back the failures among the other findings. */
    public List<ModuleFinding> check(List<FileTree> images, BuildEvents events)
            throws IOException, InterruptedException {
        Map<FileTree, KernelImage> own = new HashMap<>();
        List<KernelImage> kernels = new ArrayList<>();
        for (FileTree image : images) {
            Optional<KernelImage> kernel = KernelImage.find(image);
            if (kernel.isPresent()) {
                own.put(image, kernel.get());
                kernels.add(kernel.get());
            }
        }
        kernels.addAll(further);
        List<ModuleFinding> findings = new ArrayList<>();
        for (FileTree image : images) {
            KernelImage kernel = own.get(image);
            findings.addAll(check(image, kernel == null ? kernels : List.of(kernel), events));
        }
        return findings;
    }

    private static List<ModuleFinding> check(FileTree image, List<KernelImage> kernels, BuildEvents events)
            throws IOException, InterruptedException {
        if (kernels.isEmpty()) {
            return withoutKernel(image);
        }
        List<ModuleFinding> best = List.of();
        long fewest = Long.MAX_VALUE;
        for (KernelImage kernel : kernels) {
            List<ModuleFinding> findings = ModuleProof.against(kernel).check(image, BuildEvents.NONE);
            long failures = findings.stream().filter(f -> !f.proved()).count();
            if (failures < fewest) {
                best = findings;
                fewest = failures;
            }
            if (failures == 0) {
                break;
            }
        }
        best.stream().filter(ModuleFinding::proved).forEach(finding -> events.on(finding.toEvent()));
        return best;
    }

    private static List<ModuleFinding> withoutKernel(FileTree image) throws IOException, InterruptedException {
        List<ModuleFinding> findings = new ArrayList<>();
        image.visit(ModuleProof::isModule, new FileTree.FileVisitor() {
            @Override
            public void file(String path, InputStream content) {
                findings.add(new ModuleFinding(
                        image.name(), path, "no kernel", Optional.empty(), List.of(new ModuleProblem.NoKernel())));
            }

            @Override
            public void unusable(UnusableFile file) {
                findings.add(new ModuleFinding(
                        image.name(),
                        file.path(),
                        "no kernel",
                        Optional.empty(),
                        List.of(new ModuleProblem.UnusableLink(file), new ModuleProblem.NoKernel())));
            }
        });
        return findings;
    }
}
