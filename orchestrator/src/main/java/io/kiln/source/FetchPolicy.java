package io.kiln.source;

import java.time.Duration;

/**
 * How long and how often to try.
 *
 * @param connectTimeout until a connection stands, and again until the answer's headers are there
 * @param stallTimeout the longest time without a byte
 * @param attempts in a row that may fail without gaining a byte
 * @param backOff before the second attempt; doubled before each further one
 * @param maxBytes of one source; more is refused
 * @param maxRedirects of one attempt
 */
public record FetchPolicy(
        Duration connectTimeout,
        Duration stallTimeout,
        int attempts,
        Duration backOff,
        long maxBytes,
        int maxRedirects) {

    /** For the Internet as it is. */
    public static final FetchPolicy DEFAULT =
            new FetchPolicy(Duration.ofSeconds(20), Duration.ofSeconds(60), 4, Duration.ofSeconds(1), 32L << 30, 10);

    public FetchPolicy {
        if (attempts < 1 || maxBytes < 1 || maxRedirects < 0) {
            throw new IllegalArgumentException("attempts and maxBytes must be positive, maxRedirects not negative");
        }
    }
}
