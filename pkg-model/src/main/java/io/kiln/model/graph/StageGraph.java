package io.kiln.model.graph;

import io.kiln.model.Platform;
import io.kiln.model.StageName;
import io.kiln.model.workspace.Trees;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stages that some targets need, without cycles. Immutable and thread-safe. */
public final class StageGraph {

    private final Map<StageId, Stage> stages;
    private final List<StageId> targets;

    StageGraph(Map<StageId, Stage> stages, List<StageId> targets) {
        this.stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
        this.targets = List.copyOf(targets);
    }

    /**
     * Finds everything that the targets need.
     *
     * @param trees asked once for each tree that is needed, and each platform
     * @param targets {@code PACKAGE} for one of the tree of {@code --root}, {@code TREE/PACKAGE} for one of a mounted tree
     * @throws DiagnosticException with every unknown target, unknown stage and cycle, and, where a file has errors, with
     *     all that is wrong with the trees
     */
    public static StageGraph resolve(Trees trees, List<StageName> targets, Platform platform) {
        StageGraphBuilder builder = new StageGraphBuilder(trees, platform);
        targets.forEach(builder::addTarget);
        if (builder.sawErrorsInFiles()) {
            builder.addAll(); // who has to correct files anyway is told everything
            throw new DiagnosticException(builder.allDiagnostics());
        }
        if (!builder.diagnostics().isEmpty()) {
            throw new DiagnosticException(builder.diagnostics());
        }
        return builder.build();
    }

    /** The unknown stages and cycles of all packages of all trees, for one platform. */
    public static List<Diagnostic> check(Trees trees, Platform platform) {
        StageGraphBuilder builder = new StageGraphBuilder(trees, platform);
        builder.addAll();
        return builder.diagnostics();
    }

    /** The stages by name, each after all that it depends on. */
    public Map<StageId, Stage> stages() {
        return stages;
    }

    /** The names of the stages, each after all that it depends on. */
    public List<StageId> order() {
        return List.copyOf(stages.keySet());
    }

    /** What was asked for, in the order of asking, nothing twice. */
    public List<StageId> targets() {
        return targets;
    }

    /**
     * One stage.
     *
     * @throws IllegalArgumentException if it is not in this graph
     */
    public Stage stage(StageId id) {
        Stage stage = stages.get(id);
        if (stage == null) {
            throw new IllegalArgumentException("stage '" + id + "' is not in this graph");
        }
        return stage;
    }
}
