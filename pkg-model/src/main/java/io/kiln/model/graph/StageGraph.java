package io.kiln.model.graph;

import io.kiln.model.Platform;
import io.kiln.model.workspace.Workspace;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
     * @param workspaces gives the tree as read for a platform; asked once for each platform
     * @throws DiagnosticException with every unknown target, unknown stage and cycle
     */
    public static StageGraph resolve(
            Function<Platform, Workspace> workspaces, List<String> targets, Platform platform) {
        StageGraphBuilder builder = new StageGraphBuilder(workspaces, platform);
        targets.forEach(builder::addTarget);
        if (!builder.diagnostics().isEmpty()) {
            throw new DiagnosticException(builder.diagnostics());
        }
        return builder.build();
    }

    /** The unknown stages and cycles of a whole tree, for its platform. */
    public static List<Diagnostic> check(Function<Platform, Workspace> workspaces, Platform platform) {
        StageGraphBuilder builder = new StageGraphBuilder(workspaces, platform);
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
