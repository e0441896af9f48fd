package io.kiln.model.graph;

import io.kiln.model.Pkg;
import io.kiln.model.Platform;
import io.kiln.model.StageName;
import io.kiln.model.workspace.Trees;
import io.kiln.model.workspace.Workspace;
import io.kiln.model.yaml.Diagnostic;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Walks from targets to everything they need; keeps its own stack, as a chain may be longer than a thread's. */
final class StageGraphBuilder {

    private final Trees trees;
    private final Platform platform;
    private final Map<TreeFor, Workspace> known = new LinkedHashMap<>();
    private final Set<StageId> targets = new LinkedHashSet<>();
    private final Map<StageId, Declared> declared = new HashMap<>();
    private final Set<StageId> finished = new LinkedHashSet<>();
    private final Set<StageId> inReportedCycle = new HashSet<>();
    private final Set<Diagnostic> diagnostics = new LinkedHashSet<>();

    /** A tree as read for a platform. */
    private record TreeFor(String tree, Platform platform) {}

    StageGraphBuilder(Trees trees, Platform platform) {
        this.trees = trees;
        this.platform = platform;
    }

    /** What is wrong between packages. */
    List<Diagnostic> diagnostics() {
        return List.copyOf(diagnostics);
    }

    /** The same, behind what is wrong within the files of every tree that was looked into. */
    List<Diagnostic> allDiagnostics() {
        Set<Diagnostic> all = new LinkedHashSet<>();
        known.values().forEach(workspace -> all.addAll(workspace.diagnostics()));
        all.addAll(diagnostics);
        return List.copyOf(all);
    }

    boolean sawErrorsInFiles() {
        return known.values().stream().anyMatch(Workspace::hasErrors);
    }

    void addAll() {
        addAll("");
        trees.names().forEach(this::addAll);
    }

    private void addAll(String tree) {
        workspace(tree, platform).packages().keySet().forEach(name -> addTarget(new StageName(tree, name)));
    }

    void addTarget(StageName name) {
        Position at = Position.ofFile("target \"" + name + "\"");
        if (!isTree(name)) {
            diagnostics.add(Unknown.tree(at, name, trees.names()));
            return;
        }
        Workspace workspace = workspace(name.tree(), platform);
        Pkg pkg = workspace.packages().get(name.name());
        if (pkg == null) {
            if (!workspace.unreadable().contains(name.name())) {
                diagnostics.add(unknown(at, name, workspace));
            }
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

    private boolean isTree(StageName name) {
        return name.tree().isEmpty() || trees.names().contains(name.tree());
    }

    private Workspace workspace(String tree, Platform of) {
        return known.computeIfAbsent(new TreeFor(tree, of), key -> trees.tree(tree, of));
    }

    private Workspace workspace(StageId id) {
        return workspace(id.stage().tree(), id.platform());
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
                find(id, dependency.at(), frame.id).ifPresent(pkg -> path.addLast(enter(id, pkg, onPath)));
            }
        }
    }

    /** The package of a dependency; nothing if there is none, which is reported in the file that names it. */
    private Optional<Pkg> find(StageId id, Position at, StageId dependent) {
        if (!isTree(id.stage())) {
            diagnostics.add(workspace(dependent).withExcerpt(Unknown.tree(at, id.stage(), trees.names())));
            return Optional.empty();
        }
        Workspace workspace = workspace(id);
        Pkg pkg = workspace.packages().get(id.name());
        if (pkg == null && !workspace.unreadable().contains(id.name())) { // errors of its own file come with its tree
            diagnostics.add(workspace(dependent).withExcerpt(unknown(at, id.stage(), workspace)));
        }
        return Optional.ofNullable(pkg);
    }

    private Diagnostic unknown(Position at, StageName name, Workspace workspace) {
        List<StageName> elsewhere = trees.names().stream()
                .filter(tree -> workspace(tree, platform).packages().containsKey(name.name()))
                .map(tree -> new StageName(tree, name.name()))
                .toList();
        return Unknown.pkg(at, name, workspace, elsewhere);
    }

    private Frame enter(StageId id, Pkg pkg, Set<StageId> onPath) {
        onPath.add(id);
        List<StageDependency> dependencies = Declared.dependencies(pkg, id);
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
        String names = ids.stream()
                .map(id -> oneOnly ? id.stage().toString() : id.toString())
                .collect(Collectors.joining(" -> "));
        Frame first = cycle.get(0);
        diagnostics.add(workspace(first.id).withExcerpt(Diagnostic.error(first.taken, "dependency cycle: " + names)));
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
