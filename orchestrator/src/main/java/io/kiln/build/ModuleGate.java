package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.ModuleFinding;
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
import java.nio.file.Files;
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
public final class ModuleGate {

    private final Actions actions;
    private final SnapshotStore snapshots;
    private final BuildEvents events;

    public ModuleGate(Actions actions, SnapshotStore snapshots, BuildEvents events) {
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
    public void check(List<BuiltTarget> built) throws BuildException, IOException, InterruptedException {
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
        List<FileTree> trees = new ArrayList<>();
        Set<StageRecord> kernels = new LinkedHashSet<>();
        boolean kernelAmongTargets = false;
        for (BuiltTarget target : targets) {
            trees.add(FileTree.ofLayers(target.name(), directories(target.result()), directory -> false));
            kernelAmongTargets |= KernelFiles.isKernelImage(tree(target.result()));
        }
        if (!kernelAmongTargets) {
            for (BuiltTarget target : targets) {
                nearestKernel(target).ifPresent(kernels::add);
            }
        }
        if (!kernelAmongTargets && kernels.isEmpty()) {
            for (int i = 0; i < trees.size(); i++) {
                requireNoModules(targets.get(i), trees.get(i));
            }
            return;
        }
        String key = key(targets, kernels);
        if (actions.find(key).isPresent()) {
            return;
        }
        List<KernelImage> further = new ArrayList<>();
        for (StageRecord kernel : kernels) {
            further.add(KernelFiles.read(kernel.stage(), tree(kernel)));
        }
        List<ModuleFinding> proved = new SessionProof(further).require(trees, events);
        actions.put(
                key, Actions.newRecord().put("platform", platform.toString()).put("modules", proved.size()));
    }

    /** What was proved once for these results is not proved again: an identity stands for one content for ever. */
    private static String key(List<BuiltTarget> targets, Set<StageRecord> kernels) {
        Set<String> identities = new TreeSet<>();
        targets.forEach(target -> identities.add(target.result().outputId()));
        kernels.forEach(kernel -> identities.add("kernel " + kernel.outputId()));
        return "proof-"
                + Digest.of(identities.toString().getBytes(StandardCharsets.UTF_8))
                        .hex();
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
        for (StageRecord dependency : target.dependencies()) {
            if (KernelFiles.hasKernel(tree(dependency))) {
                return Optional.of(dependency);
            }
        }
        return Optional.empty();
    }

    private MergedTree tree(StageRecord result) {
        return MergedTree.of(
                directories(result).stream().filter(Files::isDirectory).toList());
    }

    private List<Path> directories(StageRecord result) {
        return result.layers().stream().map(snapshots::directory).toList();
    }
}
