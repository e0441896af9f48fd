package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageFacts;
import io.kiln.image.ImageKind;
import io.kiln.image.ImageKinds;
import io.kiln.image.ImageSnapshots;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.ModuleFinding;
import io.kiln.kmod.ModuleProof;
import io.kiln.kmod.ModuleProofException;
import io.kiln.kmod.SessionProof;
import io.kiln.kmod.SignatureVerdict;
import io.kiln.model.Platform;
import io.kiln.model.graph.StageId;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.oci.Digest;
import io.kiln.plan.StageRecord;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Actions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets the results of a session out only if every module in them fits the kernel of the session: the one among its
 * targets, else the one that the module was built on. Modules that come from images, without a kernel, are checked as
 * far as that goes. What was proved once for a kernel and a result is not proved again.
 */
final class ModuleGate {

    /** Raised whenever the rules of the proof change, so that what was proved by older ones is proved again. */
    private static final String RULES = "5 ";

    private final Actions actions;
    private final StageResults results;
    private final ImageSnapshots images;
    private final BuildEvents events;

    ModuleGate(Actions actions, StageResults results, ImageSnapshots images, BuildEvents events) {
        this.actions = actions;
        this.results = results;
        this.images = images;
        this.events = events;
    }

    /**
     * Checks all targets.
     *
     * @return the targets in the same order, with what their images will say of themselves
     * @throws ModuleProofException if a module would not be loaded
     * @throws DiagnosticException if a package has modules and no kernel
     */
    List<BuiltTarget> check(List<BuiltTarget> built) throws BuildException, IOException, InterruptedException {
        Map<StageId, ImageFacts> facts = new HashMap<>();
        for (Platform platform :
                built.stream().map(t -> t.id().platform()).distinct().toList()) {
            List<BuiltTarget> ofPlatform = built.stream()
                    .filter(t -> t.id().platform().equals(platform))
                    .toList();
            String key = key(ofPlatform);
            Optional<ProofRecord> known = ProofRecord.find(actions, key, ofPlatform);
            ProofRecord proof = known.isPresent() ? known.get() : prove(ofPlatform);
            if (known.isEmpty()) {
                proof.put(actions, key);
            }
            facts.putAll(proof.facts());
        }
        return built.stream()
                .map(target -> target.withFacts(Objects.requireNonNull(facts.get(target.id()))))
                .toList();
    }

    private ProofRecord prove(List<BuiltTarget> targets) throws BuildException, IOException, InterruptedException {
        Map<StageId, FileTree> trees = new LinkedHashMap<>();
        boolean kernelAmongTargets = false;
        for (BuiltTarget target : targets) {
            trees.put(target.id(), FileTree.of(target.name(), results.tree(target.result())));
            kernelAmongTargets |= KernelFiles.isKernelImage(results.tree(target.result()));
        }
        Set<StageRecord> kernels = kernelAmongTargets ? Set.of() : nearestKernels(targets);
        List<ModuleFinding> findings = List.of();
        Map<StageId, String> certificates = new HashMap<>();
        if (!kernelAmongTargets && kernels.isEmpty()) {
            for (BuiltTarget target : targets) {
                FileTree tree = Objects.requireNonNull(trees.get(target.id()));
                withoutKernel(target, tree).ifPresent(certificate -> certificates.put(target.id(), certificate));
            }
        } else {
            List<KernelImage> further = new ArrayList<>();
            for (StageRecord kernel : kernels) {
                further.add(KernelFiles.read(kernel.stage(), results.tree(kernel)));
            }
            findings = new SessionProof(further).require(List.copyOf(trees.values()), events);
        }
        Map<StageId, ImageFacts> facts = new LinkedHashMap<>();
        for (BuiltTarget target : targets) {
            ImageFacts found = facts(target, Objects.requireNonNull(trees.get(target.id())), findings);
            facts.put(
                    target.id(),
                    new ImageFacts(
                            found.kind(),
                            found.kernelRelease(),
                            found.certificate().or(() -> Optional.ofNullable(certificates.get(target.id())))));
        }
        return new ProofRecord(facts);
    }

    /** Modules say which certificate they are for; without any, a kernel inside says which one it trusts. */
    private static ImageFacts facts(BuiltTarget target, FileTree tree, List<ModuleFinding> findings)
            throws IOException, InterruptedException {
        ImageFacts observed = ImageKinds.of(tree, target.pkg().image().entrypoint());
        List<String> signers = findings.stream()
                .filter(finding -> finding.image().equals(target.name()))
                .flatMap(finding -> finding.signature().stream())
                .filter(SignatureVerdict.Verified.class::isInstance)
                .map(verdict -> ((SignatureVerdict.Verified) verdict).by().fingerprint())
                .distinct()
                .toList();
        boolean kernel = observed.kind() == ImageKind.KERNEL;
        return new ImageFacts(
                observed.kind(),
                observed.kernelRelease(),
                signers.isEmpty() ? observed.certificate() : kernel ? Optional.of(signers.get(0)) : only(signers));
    }

    /** Modules of two signers are for two certificates, and a label has room for one. */
    private static Optional<String> only(List<String> signers) {
        return signers.size() == 1 ? Optional.of(signers.get(0)) : Optional.empty();
    }

    /** An identity stands for one content for ever, so what was proved once for these results need not be again. */
    private static String key(List<BuiltTarget> targets) {
        Set<String> identities = new TreeSet<>();
        for (BuiltTarget target : targets) {
            // The entry point is no input of the stage, and yet it decides what the image is.
            identities.add("target " + target.result().outputId() + " "
                    + target.pkg().image().entrypoint());
            target.dependencies().forEach(dependency -> identities.add(dependency.outputId()));
        }
        return "proof-"
                + Digest.of((RULES + identities).getBytes(StandardCharsets.UTF_8))
                        .hex();
    }

    private Set<StageRecord> nearestKernels(List<BuiltTarget> targets) throws IOException {
        Set<StageRecord> kernels = new LinkedHashSet<>();
        for (BuiltTarget target : targets) {
            nearestKernel(target).ifPresent(kernels::add);
        }
        return kernels;
    }

    /**
     * A target whose kernel is in no stage: its modules come from images, and are proved against a kernel when that
     * comes in. Until then they must be sound, and signed by whom the images' modules are signed.
     *
     * @return the certificate that they are for, if the images say it
     */
    private Optional<String> withoutKernel(BuiltTarget target, FileTree tree)
            throws ModuleProofException, IOException, InterruptedException {
        List<String> modules = new ArrayList<>();
        tree.visit(
                path -> {
                    if (ModuleProof.isModule(path)) {
                        modules.add(path);
                    }
                    return false;
                },
                (path, content) -> {});
        if (modules.isEmpty()) {
            return Optional.empty();
        }
        ImageModules foreign = ImageModules.of(target.images(), images);
        if (foreign.isEmpty() && !ExtensionGate.isExtension(results.tree(target.result()))) {
            throw new DiagnosticException(Diagnostic.error(
                            target.pkg().at(),
                            target.name() + " contains kernel modules (/" + modules.get(0)
                                    + (modules.size() > 1 ? " and " + (modules.size() - 1) + " more" : "")
                                    + "), but it is built on no kernel, so none can be proved to load them")
                    .withHint("add the stage that holds the kernel tree to its dependencies: - stage: kernel-build"));
        }
        List<ModuleFinding> findings = foreign.check(tree);
        List<ModuleFinding> failures =
                findings.stream().filter(finding -> !finding.proved()).toList();
        if (!failures.isEmpty()) {
            throw ModuleProofException.of(failures);
        }
        return foreign.certificate(findings);
    }

    private Optional<StageRecord> nearestKernel(BuiltTarget target) throws IOException {
        if (KernelFiles.hasKernel(results.tree(target.result()))) {
            return Optional.of(target.result());
        }
        for (StageRecord dependency : target.dependencies()) {
            if (KernelFiles.hasKernel(results.tree(dependency))) {
                return Optional.of(dependency);
            }
        }
        return Optional.empty();
    }
}
