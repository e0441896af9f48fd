package io.kiln.registry;

import java.time.Duration;
import java.util.Optional;

/**
 * The parts of a {@link RegistryException}.
 *
 * @param action what was tried, as in "pushing manifest v1"
 * @param what what came back
 * @param advice what to do, a sentence without its full stop, or empty
 */
record RegistryFailure(
        String action,
        String registry,
        String repository,
        int status,
        String what,
        String advice,
        boolean retryWorthy,
        Optional<Duration> retryAfter) {

    static RegistryFailure of(String action, RegistryEndpoint endpoint, String repository, String what, String advice) {
        return new RegistryFailure(action, endpoint.registry(), repository, 0, what, advice, false, Optional.empty());
    }

    RegistryFailure withStatus(int newStatus) {
        return new RegistryFailure(action, registry, repository, newStatus, what, advice, retryWorthy, retryAfter);
    }

    RegistryFailure retryable(Optional<Duration> after) {
        return new RegistryFailure(action, registry, repository, status, what, advice, true, after);
    }

    String message() {
        String where = repository.isEmpty() ? registry : registry + "/" + repository;
        return where + ": " + action + ": " + what + (advice.isEmpty() ? "" : ". " + advice);
    }
}
