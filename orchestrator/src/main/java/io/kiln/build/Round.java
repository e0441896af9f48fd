package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.model.graph.Stage;
import io.kiln.model.graph.StageId;
import io.kiln.plan.StageRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One walk over the graph: every stage as soon as all that it depends on is there, at most {@code jobs} at once. The
 * first failure stops what still runs. Used once.
 */
final class Round {

    /** Gives the result of one stage, given those that it depends on. Called from several threads. */
    interface StageStep {
        StageRecord resolve(Stage node, Map<StageId, StageRecord> dependencies)
                throws BuildException, IOException, InterruptedException;
    }

    private record Resolved(Stage node, StageRecord result) {}

    private final BuildGraph graph;
    private final StageStep step;
    private final int jobs;
    private final Map<StageId, StageRecord> results = new HashMap<>();
    private final Map<StageId, Integer> waitingFor = new HashMap<>();
    private final Map<StageId, List<Stage>> dependents = new HashMap<>();

    Round(BuildGraph graph, StageStep step, int jobs) {
        this.graph = graph;
        this.step = step;
        this.jobs = jobs;
    }

    Map<StageId, StageRecord> run() throws BuildException, IOException, InterruptedException {
        ArrayDeque<Stage> ready = new ArrayDeque<>();
        for (Stage node : graph.order()) {
            List<StageId> needed = BuildGraph.directDependencies(node);
            waitingFor.put(node.id(), needed.size());
            needed.forEach(id ->
                    dependents.computeIfAbsent(id, ignored -> new ArrayList<>()).add(node));
            if (needed.isEmpty()) {
                ready.add(node);
            }
        }
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try {
            CompletionService<Resolved> running = new ExecutorCompletionService<>(pool);
            int open = 0;
            while (!ready.isEmpty() || open > 0) {
                while (!ready.isEmpty()) {
                    Stage node = ready.remove();
                    Map<StageId, StageRecord> inputs = new HashMap<>();
                    BuildGraph.directDependencies(node).forEach(id -> inputs.put(id, results.get(id)));
                    running.submit(() -> new Resolved(node, step.resolve(node, inputs)));
                    open++;
                }
                Resolved resolved = take(running);
                open--;
                results.put(resolved.node().id(), resolved.result());
                for (Stage dependent : dependents.getOrDefault(resolved.node().id(), List.of())) {
                    if (waitingFor.merge(dependent.id(), -1, Integer::sum) == 0) {
                        ready.add(dependent);
                    }
                }
            }
            return results;
        } finally {
            stop(pool);
        }
    }

    private static Resolved take(CompletionService<Resolved> running)
            throws BuildException, IOException, InterruptedException {
        try {
            return running.take().get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof BuildException failure) {
                throw failure;
            } else if (cause instanceof IOException failure) {
                throw failure;
            } else if (cause instanceof RuntimeException failure) {
                throw failure;
            } else if (cause instanceof InterruptedException failure) {
                throw failure;
            }
            throw new IllegalStateException("a stage ended in a way that nobody expected", cause);
        }
    }

    /** Waits until nothing runs any more, also when this thread is interrupted: the store must be at rest afterwards. */
    private static void stop(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (pool.awaitTermination(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
                pool.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
