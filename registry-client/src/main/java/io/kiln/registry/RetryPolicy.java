package io.kiln.registry;

import java.time.Duration;

/**
 * How often and how long a failed request is tried again.
 *
 * @param tries tries in all, at least 1
 * @param firstDelay the pause after the first failure; each further one is twice as long, with jitter
 * @param longestDelay bound of one pause, also of one that the registry asks for
 * @param total no third or later try starts after this much time; a second one always may, since a large blob can break
 *     off after longer than that
 */
public record RetryPolicy(int tries, Duration firstDelay, Duration longestDelay, Duration total) {

    public RetryPolicy {
        if (tries < 1) {
            throw new IllegalArgumentException("'tries' must be at least 1, not " + tries);
        }
    }

    /** Six tries within about two minutes. */
    public static RetryPolicy standard() {
        return new RetryPolicy(6, Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofMinutes(2));
    }

    /** The first failure is the last. */
    public static RetryPolicy never() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
}
