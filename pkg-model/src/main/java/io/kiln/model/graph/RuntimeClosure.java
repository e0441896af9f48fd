package io.kiln.model.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Adds runtime dependencies to a list of dependencies: each is followed by those of its package, and theirs. What is
 * already there is not repeated. Each stage is entered once a list, so the time is linear in the edges however many paths
 * lead to a stage.
 */
final class RuntimeClosure {

    private final Function<StageId, List<StageDependency>> declared;
    private final Map<StageId, List<StageDependency>> runtime = new HashMap<>();

    RuntimeClosure(Function<StageId, List<StageDependency>> declared) {
        this.declared = declared;
    }

    List<StageDependency> of(List<StageDependency> own) {
        List<StageDependency> all = new ArrayList<>();
        Set<Object> present = new HashSet<>();
        Set<StageId> entered = new HashSet<>();
        Deque<Iterator<StageDependency>> stack = new ArrayDeque<>();
        stack.push(own.iterator());
        while (!stack.isEmpty()) {
            if (!stack.element().hasNext()) {
                stack.pop();
                continue;
            }
            StageDependency next = stack.element().next();
            if (present.add(next.identity())) {
                all.add(next);
            }
            next.stage()
                    .filter(entered::add)
                    .ifPresent(id -> stack.push(runtimeOf(id).iterator()));
        }
        return List.copyOf(all);
    }

    private List<StageDependency> runtimeOf(StageId id) {
        return runtime.computeIfAbsent(
                id,
                stage -> declared.apply(stage).stream()
                        .filter(StageDependency::runtime)
                        .toList());
    }
}
