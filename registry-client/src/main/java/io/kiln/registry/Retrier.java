package io.kiln.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an attempt until it succeeds, fails for good, or the {@link RetryPolicy} is used up. Thread-safe. */
final class Retrier {

    private static final Logger LOG = LoggerFactory.getLogger(Retrier.class);

    private final RetryPolicy policy;
    private final Sleeper sleeper;
    private final RandomGenerator random = RandomGenerator.of("SplittableRandom");

    Retrier(RetryPolicy policy, Sleeper sleeper) {
        this.policy = policy;
        this.sleeper = sleeper;
    }

    /** One try. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    /** Waits; a test counts instead. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    <T> T call(Attempt<T> attempt) throws IOException {
        long start = System.nanoTime();
        for (int tried = 1; ; tried++) {
            try {
                return attempt.run();
            } catch (RegistryException e) {
                Duration pause = pauseAfter(tried, e.retryAfter());
                Duration then = Duration.ofNanos(System.nanoTime() - start).plus(pause);
                boolean late = tried > 1 && then.compareTo(policy.total()) > 0;
                if (!e.isRetryWorthy() || tried >= policy.tries() || late) {
                    throw e;
                }
                LOG.debug("try {} failed, next in {} ms: {}", tried, pause.toMillis(), e.getMessage());
                pause(pause);
            }
        }
    }

    /** A registry's own wish counts, but no less than our back-off and no more than the bound. */
    private Duration pauseAfter(int tried, Optional<Duration> wish) {
        long base = policy.firstDelay().toMillis() << Math.min(tried - 1, 16);
        long jittered;
        synchronized (random) {
            jittered = base / 2 + (base > 1 ? random.nextLong(base) : 0);
        }
        Duration own = Duration.ofMillis(jittered);
        Duration wanted = wish.filter(w -> w.compareTo(own) > 0).orElse(own);
        return wanted.compareTo(policy.longestDelay()) > 0 ? policy.longestDelay() : wanted;
    }

    private void pause(Duration time) throws InterruptedIOException {
        try {
            sleeper.sleep(time);
        } catch (InterruptedException e) {
            throw Interrupts.asIo(e);
        }
    }
}
