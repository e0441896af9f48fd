package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.ModuleProof;
import io.kiln.kmod.ModuleProofException;
import io.kiln.kmod.SessionProof;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.oci.Digest;
import io.kiln.plan.StageRecord;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Actions;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets the results of a session out only if every module in them fits the kernel of the session: the one among its
 * targets, else the one that the module was built on. What was proved once for a kernel and a result is not proved
 * again.
 */
final class ModuleGate {

    /** Raised whenever the rules of the proof change, so that what was proved by older ones is proved again. */
    private static final String RULES = "2 ";

    private final Actions actions;
    private final SnapshotStore snapshots;
    private final BuildEvents events;

    ModuleGate(Actions actions, SnapshotStore snapshots, BuildEvents events) {
        this.actions = actions;
        this.snapshots = snapshots;
        this.events = events;
    }

    /**
     * Checks all targets.
     *
     * @throws ModuleProofException if a module would not be loaded
     * @throws DiagnosticException if a package has modules and no kernel
     */
    void check(List<BuiltTarget> built) throws BuildException, IOException, InterruptedException {
        for (Platform platform :
                built.stream().map(t -> t.id().platform()).distinct().toList()) {
            List<BuiltTarget> ofPlatform = built.stream()
                    .filter(t -> t.id().platform().equals(platform))
                    .toList();
            check(platform, ofPlatform);
        }
    }

    private void check(Platform platform, List<BuiltTarget> targets)
            throws BuildException, IOException, InterruptedException {
        String key = key(targets);
        if (actions.find(key).isPresent()) {
            return;
        }
        List<FileTree> trees = new ArrayList<>();
        boolean kernelAmongTargets = false;
        for (BuiltTarget target : targets) {
            trees.add(FileTree.ofLayers(target.name(), directories(target.result()), directory -> false));
            kernelAmongTargets |= KernelFiles.isKernelImage(tree(target.result()));
        }
        Set<StageRecord> kernels = kernelAmongTargets ? Set.of() : nearestKernels(targets);
        int modules = 0;
        if (!kernelAmongTargets && kernels.isEmpty()) {
            for (int i = 0; i < trees.size(); i++) {
                requireNoModules(targets.get(i), trees.get(i));
            }
        } else {
            List<KernelImage> further = new ArrayList<>();
            for (StageRecord kernel : kernels) {
                further.add(KernelFiles.read(kernel.stage(), tree(kernel)));
            }
            modules = new SessionProof(further).require(trees, events).size();
        }
        actions.put(
                key, Actions.newRecord().put("platform", platform.toString()).put("modules", modules));
    }

    /** An identity stands for one content for ever, so what was proved once for these results need not be again. */
    private static String key(List<BuiltTarget> targets) {
        Set<String> identities = new TreeSet<>();
        for (BuiltTarget target : targets) {
            identities.add("target " + target.result().outputId());
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

    private void requireNoModules(BuiltTarget target, FileTree tree) throws IOException, InterruptedException {
        List<String> modules = new ArrayList<>();
        tree.visit(ModuleProof::isModule, (path, content) -> modules.add(path));
        if (!modules.isEmpty()) {
            throw new DiagnosticException(Diagnostic.error(
                            target.pkg().at(),
                            target.name() + " contains kernel modules (/" + modules.get(0)
                                    + (modules.size() > 1 ? " and " + (modules.size() - 1) + " more" : "")
                                    + "), but it is built on no kernel, so none can be proved to load them")
                    .withHint("add the stage that holds the kernel tree to its dependencies: - stage: kernel-build"));
        }
    }

    private Optional<StageRecord> nearestKernel(BuiltTarget target) throws IOException {
        if (KernelFiles.hasKernel(tree(target.result()))) {
            return Optional.of(target.result());
        }
        for (StageRecord dependency : target.dependencies()) {
            if (KernelFiles.hasKernel(tree(dependency))) {
                return Optional.of(dependency);
            }
        }
        return Optional.empty();
    }

    private MergedTree tree(StageRecord result) {
        return MergedTree.of(directories(result));
    }

    /** @throws ContentCollectedException if one of them is gone: the verdict must not be given without it */
    private List<Path> directories(StageRecord result) {
        if (!result.layers().stream().allMatch(snapshots::exists)) {
            throw new ContentCollectedException(result.outputId());
        }
        return result.layers().stream().map(snapshots::directory).toList();
    }
}
