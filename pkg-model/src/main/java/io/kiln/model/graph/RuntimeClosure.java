package io.kiln.model.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Adds runtime dependencies to a list of dependencies: each is followed by those of its package, and theirs. What is
 * already there is not repeated. Each stage is entered once a list, so the time is linear in the edges however many paths
 * lead to a stage. Not thread-safe.
 */
final class RuntimeClosure {

    /** A dependency with numbers in place of what it is and which stage it names (-1 for an image). */
    private record Edge(StageDependency dependency, int identity, int stage) {}

    private final Function<StageId, List<StageDependency>> declared;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final Map<Integer, List<Edge>> runtime = new HashMap<>();

    RuntimeClosure(Function<StageId, List<StageDependency>> declared) {
        this.declared = declared;
    }

    List<StageDependency> of(List<StageDependency> own) {
        List<StageDependency> all = new ArrayList<>();
        BitSet present = new BitSet();
        BitSet entered = new BitSet();
        Deque<Iterator<Edge>> stack = new ArrayDeque<>();
        stack.push(own.stream().map(this::edge).iterator());
        while (!stack.isEmpty()) {
            if (!stack.element().hasNext()) {
                stack.pop();
                continue;
            }
            Edge edge = stack.element().next();
            if (!present.get(edge.identity())) {
                present.set(edge.identity());
                all.add(edge.dependency());
            }
            if (edge.stage() >= 0 && !entered.get(edge.stage())) {
                entered.set(edge.stage());
                stack.push(runtimeOf(edge).iterator());
            }
        }
        return List.copyOf(all);
    }

    private List<Edge> runtimeOf(Edge edge) {
        List<Edge> known = runtime.get(edge.stage());
        if (known == null) {
            known = declared.apply(edge.dependency().stage().orElseThrow()).stream()
                    .filter(StageDependency::runtime)
                    .map(this::edge)
                    .toList();
            runtime.put(edge.stage(), known);
        }
        return known;
    }

    private Edge edge(StageDependency dependency) {
        return new Edge(
                dependency,
                number(dependency.identity()),
                dependency.stage().map(this::number).orElse(-1));
    }

    private int number(Object thing) {
        Integer next = numbers.size();
        Integer before = numbers.putIfAbsent(thing, next);
        return before == null ? next : before;
    }
}
