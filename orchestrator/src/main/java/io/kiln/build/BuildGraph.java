package io.kiln.build;

import io.kiln.model.Platform;
import io.kiln.model.StageName;
import io.kiln.model.graph.Stage;
import io.kiln.model.graph.StageDependency;
import io.kiln.model.graph.StageGraph;
import io.kiln.model.graph.StageId;
import io.kiln.model.workspace.Trees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The graphs of all platforms of a session as one, so that what two of them share is built once. Immutable. */
final class BuildGraph {

    private final Map<StageId, Stage> stages = new LinkedHashMap<>();
    private final List<StageId> targets = new ArrayList<>();

    /** @throws io.kiln.model.yaml.DiagnosticException with every unknown target, unknown stage and cycle */
    static BuildGraph resolve(Trees trees, List<StageName> targets, List<Platform> platforms) {
        BuildGraph all = new BuildGraph();
        for (Platform platform : platforms) {
            StageGraph graph = StageGraph.resolve(trees, targets, platform);
            graph.stages().forEach(all.stages::putIfAbsent);
            all.targets.addAll(graph.targets());
        }
        return all;
    }

    /** Every stage after all that it is built on. */
    Collection<Stage> order() {
        return stages.values();
    }

    List<StageId> targets() {
        return List.copyOf(targets);
    }

    Stage stage(StageId id) {
        return Objects.requireNonNull(stages.get(id), "'id' is not in this graph");
    }

    /** The stages whose results a stage's root is made of, nothing twice. */
    static List<StageId> directDependencies(Stage stage) {
        Set<StageId> ids = new LinkedHashSet<>();
        for (StageDependency dependency : stage.dependencies()) {
            dependency.stage().ifPresent(ids::add);
        }
        return List.copyOf(ids);
    }

    /** The same, and what those are built on in turn; nearest first. */
    List<StageId> allDependencies(StageId id) {
        Set<StageId> seen = new LinkedHashSet<>(directDependencies(stage(id)));
        List<StageId> open = new ArrayList<>(seen);
        for (int i = 0; i < open.size(); i++) {
            for (StageId next : directDependencies(stage(open.get(i)))) {
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return List.copyOf(seen);
    }
}
