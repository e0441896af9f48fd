package io.kiln.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs tasks side by side, a bounded number at a time; the first failure stops the rest. */
final class ParallelTasks {

    private ParallelTasks() {}

    static <T> List<T> run(List<Callable<T>> tasks, int atOnce) throws IOException {
        if (tasks.isEmpty()) {
            return List.of();
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(atOnce, tasks.size()), task -> {
            Thread thread = new Thread(task, "registry-push");
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<T> done = new ExecutorCompletionService<>(pool);
            tasks.forEach(done::submit);
            List<T> results = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                results.add(result(done.take()));
            }
            return results;
        } catch (InterruptedException e) {
            throw Interrupts.asIo(e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> T result(Future<T> done) throws IOException, InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException("a push failed in an unexpected way", e.getCause());
        }
    }
}
