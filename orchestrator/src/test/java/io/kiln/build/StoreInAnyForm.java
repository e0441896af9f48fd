package io.kiln.build;

import io.kiln.exec.FinalizePlan;
import io.kiln.exec.InputLayers;
import io.kiln.exec.InstructionCache;
import io.kiln.exec.StageInput;
import io.kiln.exec.StageTask;
import io.kiln.exec.TarRoot;
import io.kiln.image.ImageAssembler;
import io.kiln.image.ImageFacts;
import io.kiln.image.ImageKinds;
import io.kiln.image.ImageSnapshots;
import io.kiln.image.LocalImages;
import io.kiln.image.RootfsImport;
import io.kiln.kmod.FileTree;
import io.kiln.model.Pkg;
import io.kiln.model.Platform;
import io.kiln.model.graph.StageId;
import io.kiln.model.workspace.Workspace;
import io.kiln.model.workspace.WorkspaceOptions;
import io.kiln.oci.ImageReference;
import io.kiln.plan.ContextFiles;
import io.kiln.plan.StageKey;
import io.kiln.plan.StageRecord;
import io.kiln.progress.BuildEvents;
import io.kiln.store.KilnHome;
import io.kiln.store.LayerFile;
import io.kiln.store.LinkedTree;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotLayerContent;
import io.kiln.store.SnapshotStore;
import io.kiln.store.Stores;
import io.kiln.store.TarDraft;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that takes an imported image and a package's files through everything but containers, in the forms that it can
 * have: the snapshots, the root, finalize, the gates, the image, a folder. It prints which forms these were and what came out.
 */
final class StoreInAnyForm {

    private static final Platform AMD64 = Platform.parse("linux/amd64");

    private StoreInAnyForm() {}

    /** Arguments: the store, the tree with one package {@code os}, the tar of a root, a folder for the output. */
    public static void main(String[] arguments) throws Exception {
        for (String line :
                run(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]))) {
            System.out.println(line);
        }
    }

    static List<String> run(Path home, Path tree, Path tar, Path folder) throws Exception {
        Workspace workspace = Workspace.load(tree, new WorkspaceOptions(AMD64, Map.of(), false))
                .orThrow();
        Pkg pkg = workspace.packages().values().iterator().next();
        try (Stores stores = Stores.open(new KilnHome(home))) {
            ImageSnapshots images = new ImageSnapshots(
                    stores.layout(),
                    (reference, platform, known) -> {
                        throw new IOException("no registry");
                    },
                    stores.actions(),
                    stores.snapshots(),
                    stores.locks(),
                    BuildEvents.NONE);
            new LocalImages(stores.layout())
                    .name(ImageReference.parse("base:1"), new RootfsImport(stores.layout()).forStore(tar, AMD64));
            List<SnapshotId> base = images.layers(images.resolve("base:1", AMD64, pkg.at()));
            ContextFiles files = ContextFiles.of(pkg);
            SnapshotId context =
                    new ContextSnapshots(stores.actions(), stores.snapshots()).of(files, files.digest(), pkg.name());
            List<SnapshotId> layers = finalize(stores.snapshots(), pkg, base, context);
            BuiltTarget target = new BuiltTarget(
                    new StageId(pkg.name(), AMD64),
                    pkg,
                    StageRecord.ofExecution(new StageKey("0".repeat(64)), pkg.name(), layers),
                    workspace.pkgfile(),
                    List.of(),
                    List.of(),
                    Optional.empty());
            StageResults results = new StageResults(stores.snapshots());
            ImageFacts facts = ImageKinds.of(FileTree.of("os", results.tree(target.result())), List.of());
            List<String> lines = new ArrayList<>();
            List<SnapshotId> all = new ArrayList<>(base);
            all.add(context);
            all.addAll(layers);
            for (SnapshotId layer : all) {
                lines.add(String.join(" ", stores.snapshots().info(layer).forms()));
            }
            lines.add(facts.kind() + " " + ExtensionGate.isExtension(results.tree(target.result())) + " "
                    + KernelFiles.hasKernel(results.tree(target.result())));
            lines.add(new ImageAssembler(stores, 7, false, BuildEvents.NONE)
                    .assemble(pkg, AMD64, layers, workspace.pkgfile(), facts)
                    .manifest()
                    .digest()
                    .toString());
            new LocalOutput(stores.snapshots()).write(folder, List.of(target));
            return lines;
        }
    }

    /** The output as an executor of this host would write it. */
    private static List<SnapshotId> finalize(SnapshotStore store, Pkg pkg, List<SnapshotId> base, SnapshotId context)
            throws Exception {
        StageTask task = new StageTask(
                pkg.name(),
                AMD64,
                "/bin/sh",
                "base:1",
                List.of(
                        new StageInput("base", base, "/", "/", pkg.at()),
                        new StageInput("files", List.of(context), "/pkg", "/opt/files", pkg.at())),
                List.of(),
                pkg.finalizes(),
                store.home().resolve("logs/none"),
                none());
        List<SnapshotId> made = new ArrayList<>();
        try (TarRoot root = new TarRoot(store, 100)) {
            InputLayers<SnapshotId> inputs = new InputLayers<>(root, store);
            for (StageInput input : task.inputs()) {
                inputs.add(input);
            }
            for (LayerFile layer : FinalizePlan.of(task, root.tree())) {
                made.add(store.directoryProblem().isEmpty() ? linked(store, layer) : packed(store, layer));
            }
        }
        return made;
    }

    private static SnapshotId linked(SnapshotStore store, LayerFile layer) throws IOException {
        try (SnapshotDraft draft = store.begin()) {
            LinkedTree.ownedByRoot(socket -> {}).writeContent(layer, draft.root());
            return store.commit(draft, "os finalize", false);
        }
    }

    private static SnapshotId packed(SnapshotStore store, LayerFile layer) throws IOException {
        try (TarDraft draft = store.beginTar()) {
            draft.write(SnapshotLayerContent.forExchange(layer).ownedByRoot());
            return store.commit(draft, "os finalize", false);
        }
    }

    private static InstructionCache none() {
        return (InstructionCache) Proxy.newProxyInstance(
                StoreInAnyForm.class.getClassLoader(),
                new Class<?>[] {InstructionCache.class},
                (proxy, method, values) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
