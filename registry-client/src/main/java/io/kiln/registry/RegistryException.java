package io.kiln.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registry did not do what it was asked. The message says what was tried, on what, what came back, and what to do; it
 * never holds credentials or the query of a URL.
 */
public class RegistryException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String registry;
    private final String repository;
    private final int status;
    private final String advice;
    private final boolean retryWorthy;
    private final transient Optional<Duration> retryAfter;

    RegistryException(RegistryFailure failure, @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.registry = failure.registry();
        this.repository = failure.repository();
        this.status = failure.status();
        this.advice = failure.advice();
        this.retryWorthy = failure.retryWorthy();
        this.retryAfter = failure.retryAfter();
    }

    /** The registry's name, {@code host[:port]}. */
    public String registry() {
        return registry;
    }

    /** The repository that was worked on; empty if the registry as a whole was. */
    public String repository() {
        return repository;
    }

    /** The HTTP status that came back, 0 if no answer did. */
    public int status() {
        return status;
    }

    /** What the user can do; empty if we know nothing. */
    public String advice() {
        return advice;
    }

    /** Whether the same request may succeed later. */
    boolean isRetryWorthy() {
        return retryWorthy;
    }

    /** How long the registry asked to wait. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
