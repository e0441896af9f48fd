package io.kiln.source;

import java.io.IOException;
import java.time.Duration;

/** Repeats attempts at one download as long as that makes sense. */
final class Retrier {

    /** However much progress each attempt makes, this many are enough. */
    private static final int MAX_ATTEMPTS = 100;

    private final FetchPolicy policy;

    Retrier(FetchPolicy policy) {
        this.policy = policy;
    }

    void download(HttpFetcher http, SourceUrl url, IncomingFile file) throws IOException, InterruptedException {
        int failures = 0;
        for (int attempt = 1; ; attempt++) {
            long before = file.size();
            try {
                http.fetch(url, file);
                return;
            } catch (FetchFailure failure) {
                failures = file.size() > before ? 1 : failures + 1;
                if (!failure.isTransient() || failures >= policy.attempts() || attempt >= MAX_ATTEMPTS) {
                    throw failure;
                }
                Thread.sleep(failure.retryAfter().orElse(backOff(failures)).toMillis());
            }
        }
    }

    private Duration backOff(int failures) {
        return policy.backOff().multipliedBy(1L << Math.min(10, failures - 1));
    }
}
