package io.kiln.imager;

import io.kiln.exec.BuildException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does several things at once, as many as there are processors; the first failure stops what still runs. */
final class TogetherRunner {

    private TogetherRunner() {}

    /** The results in the order of the tasks. */
    static <T> List<T> run(List<Callable<T>> tasks) throws BuildException, IOException, InterruptedException {
        ExecutorService pool =
                Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors()));
        try {
            List<Future<T>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(pool.submit(task)));
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof BuildException failure) {
                throw failure;
            } else if (cause instanceof IOException failure) {
                throw failure;
            } else if (cause instanceof InterruptedException failure) {
                throw failure;
            } else if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a stage ended in a way that nobody expected", cause);
        } finally {
            pool.shutdownNow();
            while (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
                continue; // the store must be at rest afterwards
            }
        }
    }
}
