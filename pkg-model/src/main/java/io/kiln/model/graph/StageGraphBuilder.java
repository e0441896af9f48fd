package io.kiln.model.graph;

import io.kiln.model.Pkg;
import io.kiln.model.Platform;
import io.kiln.model.workspace.Workspace;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DidYouMean;
import io.kiln.model.yaml.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Walks from targets to everything they need; keeps its own stack, as a chain may be longer than a thread's. */
final class StageGraphBuilder {

    private final Function<Platform, Workspace> workspaces;
    private final Platform platform;
    private final Map<Platform, Workspace> known = new HashMap<>();
    private final Set<StageId> targets = new LinkedHashSet<>();
    private final Map<StageId, Declared> declared = new HashMap<>();
    private final Set<StageId> finished = new LinkedHashSet<>();
    private final Set<StageId> inReportedCycle = new HashSet<>();
    private final Set<Diagnostic> diagnostics = new LinkedHashSet<>();

    StageGraphBuilder(Function<Platform, Workspace> workspaces, Platform platform) {
        this.workspaces = workspaces;
        this.platform = platform;
    }

    List<Diagnostic> diagnostics() {
        return List.copyOf(diagnostics);
    }

    void addAll() {
        workspace(platform).packages().keySet().forEach(this::addTarget);
    }

    void addTarget(String name) {
        Workspace workspace = workspace(platform);
        Pkg pkg = workspace.packages().get(name);
        if (pkg == null) {
            Position at = Position.ofFile("target \"" + name + "\"");
            Diagnostic unknown = Diagnostic.error(at, "there is no package of this name");
            diagnostics.add(withHint(unknown, name, workspace));
            return;
        }
        StageId id = new StageId(name, platform);
        if (targets.add(id) && !finished.contains(id)) {
            walk(id, pkg);
        }
    }

    StageGraph build() {
        RuntimeClosure closure = new RuntimeClosure(id -> stageOf(id).dependencies());
        Map<StageId, Stage> stages = new LinkedHashMap<>();
        for (StageId id : finished) {
            Declared stage = stageOf(id);
            stages.put(
                    id,
                    new Stage(
                            id,
                            stage.pkg(),
                            stage.pkg().buildPlatform().orElse(id.platform()),
                            stage.dependencies(),
                            closure.of(stage.dependencies())));
        }
        return new StageGraph(stages, List.copyOf(targets));
    }

    private Declared stageOf(StageId id) {
        Declared stage = declared.get(id);
        if (stage == null) {
            throw new IllegalStateException("stage '" + id + "' was never walked");
        }
        return stage;
    }

    private Workspace workspace(Platform of) {
        return known.computeIfAbsent(of, workspaces);
    }

    private void walk(StageId start, Pkg startPkg) {
        Deque<Frame> path = new ArrayDeque<>();
        Set<StageId> onPath = new HashSet<>();
        path.addLast(enter(start, startPkg, onPath));
        while (!path.isEmpty()) {
            Frame frame = path.getLast();
            if (!frame.rest.hasNext()) {
                path.removeLast();
                onPath.remove(frame.id);
                finished.add(frame.id);
                continue;
            }
            StageDependency dependency = frame.rest.next();
            if (dependency.stage().isEmpty()) {
                continue;
            }
            frame.taken = dependency.at();
            StageId id = dependency.stage().get();
            if (onPath.contains(id)) {
                reportCycle(path, id);
            } else if (!finished.contains(id)) {
                Workspace workspace = workspace(id.platform());
                Pkg pkg = workspace.packages().get(id.name());
                if (pkg == null && workspace.unreadable().contains(id.name())) {
                    continue; // the errors of its own file are reported with the tree
                }
                if (pkg == null) {
                    Diagnostic unknown = Diagnostic.error(dependency.at(), "there is no package \"" + id.name() + "\"");
                    diagnostics.add(workspace.withExcerpt(withHint(unknown, id.name(), workspace)));
                } else {
                    path.addLast(enter(id, pkg, onPath));
                }
            }
        }
    }

    private Frame enter(StageId id, Pkg pkg, Set<StageId> onPath) {
        onPath.add(id);
        List<StageDependency> dependencies = Declared.dependencies(pkg, id.platform());
        declared.put(id, new Declared(pkg, dependencies));
        return new Frame(id, dependencies, pkg.at());
    }

    private void reportCycle(Deque<Frame> path, StageId closing) {
        List<Frame> cycle = new ArrayList<>(path);
        while (!cycle.get(0).id.equals(closing)) {
            cycle.remove(0);
        }
        List<StageId> ids = new ArrayList<>(cycle.stream().map(f -> f.id).toList());
        if (ids.stream().anyMatch(inReportedCycle::contains)) {
            return;
        }
        inReportedCycle.addAll(ids);
        ids.add(closing);
        boolean oneOnly = ids.stream().map(StageId::platform).distinct().count() == 1;
        String names =
                ids.stream().map(id -> oneOnly ? id.name() : id.toString()).collect(Collectors.joining(" -> "));
        Frame first = cycle.get(0);
        diagnostics.add(
                workspace(closing.platform()).withExcerpt(Diagnostic.error(first.taken, "dependency cycle: " + names)));
    }

    private static Diagnostic withHint(Diagnostic unknown, String name, Workspace workspace) {
        return DidYouMean.hint(name, workspace.packages().keySet())
                .map(unknown::withHint)
                .orElse(unknown);
    }

    /** A stage whose dependencies are being followed. */
    private static final class Frame {
        private final StageId id;
        private final Iterator<StageDependency> rest;
        private Position taken;

        Frame(StageId id, List<StageDependency> dependencies, Position at) {
            this.id = id;
            this.rest = dependencies.iterator();
            this.taken = at;
        }
    }
}
