package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.image.ImagePuller;
import io.kiln.image.ImageSnapshots;
import io.kiln.model.graph.StageDependency;
import io.kiln.model.graph.StageId;
import io.kiln.model.workspace.Trees;
import io.kiln.model.workspace.TreesOnDisk;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.plan.StagePlanner;
import io.kiln.plan.StageRecord;
import io.kiln.progress.BuildEvents;
import io.kiln.source.SourceStore;
import io.kiln.store.Stores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Builds the targets of a request: the one entry to everything in this package. Not thread-safe. */
public final class BuildService {

    private static final String CACHE_NAMESPACE = "BUILDKIT_CACHE_MOUNT_NS";

    private final Stores stores;
    private final SourceStore sources;
    private final ImagePuller registries;
    private final String executor;
    private final BuildEvents events;

    /**
     * @param stores stays the caller's, who closes it
     * @param executor the word of {@code --executor}
     */
    public BuildService(
            Stores stores, SourceStore sources, ImagePuller registries, String executor, BuildEvents events) {
        this.stores = stores;
        this.sources = sources;
        this.registries = registries;
        this.executor = executor;
        this.events = events;
    }

    /**
     * Builds everything that was asked for, holds extensions against the rules of a machine, and proves every module
     * against its kernel if it is to leave.
     *
     * @throws DiagnosticException if the tree is not in order
     * @throws BuildException if a stage fails, a module does not fit its kernel, or the environment refuses
     */
    public List<BuiltTarget> build(BuildRequest request, Consumer<Diagnostic> warnings)
            throws BuildException, IOException, InterruptedException {
        ExecutorChoice.check(executor);
        TreesOnDisk trees = request.trees();
        BuildGraph graph = BuildGraph.resolve(trees, request.targets(), request.platforms());
        trees.diagnostics().forEach(warnings);
        request.tagVariable().ifPresent(variable -> variable.check(graph));
        BaseImages baseImages = new BaseImages(graph, trees, request.baseImages());
        try (LazyExecutor lazy = new LazyExecutor(executor, stores.snapshots(), request.jobs())) {
            ImageSnapshots images = new ImageSnapshots(
                    stores.layout(), registries, stores.actions(), stores.snapshots(), stores.locks(), events);
            StageResolver resolver = resolver(request, baseImages, images, lazy);
            BuildSession session = new BuildSession(
                    stores.actions(), stores.locks(), stores.snapshots(), resolver, request.jobs(), events);
            StageResults contents = new StageResults(stores.snapshots());
            ExtensionGate extensions = new ExtensionGate(stores.actions(), contents, events);
            ModuleGate modules = new ModuleGate(stores.actions(), contents, images, events);
            return session.run(graph, results -> {
                List<BuiltTarget> built = targets(graph, results, trees);
                extensions.check(built, request.talos());
                return request.leaving() ? modules.check(built) : built;
            });
        }
    }

    private static List<BuiltTarget> targets(BuildGraph graph, Map<StageId, StageRecord> results, Trees trees) {
        List<BuiltTarget> built = new ArrayList<>();
        for (StageId target : graph.targets()) {
            built.add(new BuiltTarget(
                    target,
                    graph.stage(target).pkg(),
                    Objects.requireNonNull(results.get(target)),
                    trees.tree(target.stage().tree(), target.platform()).pkgfile(),
                    graph.allDependencies(target).stream()
                            .map(id -> Objects.requireNonNull(results.get(id)))
                            .toList(),
                    images(graph, target),
                    Optional.empty()));
        }
        return built;
    }

    private static List<StageDependency> images(BuildGraph graph, StageId target) {
        return Stream.concat(Stream.of(target), graph.allDependencies(target).stream())
                .flatMap(id -> graph.stage(id).dependencies().stream())
                .filter(dependency -> dependency.image().isPresent())
                .distinct()
                .toList();
    }

    private StageResolver resolver(
            BuildRequest request, BaseImages baseImages, ImageSnapshots images, LazyExecutor lazy) {
        StoredInstructions instructions =
                new StoredInstructions(stores.actions(), stores.snapshots(), request.noCache());
        ContextSnapshots contexts = new ContextSnapshots(stores.actions(), stores.snapshots());
        String cacheNamespace = request.buildArguments().getOrDefault(CACHE_NAMESPACE, "");
        StageRunner runner = new StageRunner(stores, sources, contexts, lazy, instructions, cacheNamespace, events);
        return new StageResolver(
                stores.actions(),
                stores.snapshots(),
                images,
                runner,
                new StagePlanner(cacheNamespace),
                baseImages,
                request.noCache(),
                events);
    }
}
