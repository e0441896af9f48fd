package io.kiln.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One attempt that failed, with what decides whether another one makes sense. Never leaves this package. */
final class FetchFailure extends IOException {

    private final transient int exitCode;
    private final transient boolean isTransient;
    private final transient int status;
    private final transient Optional<Duration> retryAfter;
    private final String hint;

    private FetchFailure(
            int exitCode, boolean isTransient, int status, Optional<Duration> retryAfter, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.isTransient = isTransient;
        this.status = status;
        this.retryAfter = retryAfter;
        this.hint = hint;
    }

    static FetchFailure wrongInput(String message) {
        return new FetchFailure(2, false, 0, Optional.empty(), message, "correct the URL");
    }

    /** Something that the server wants and Kiln does not do. */
    static FetchFailure refused(String message) {
        return new FetchFailure(
                1,
                false,
                0,
                Optional.empty(),
                message,
                "use the address that the server finally leads to, or a mirror");
    }

    static FetchFailure missingFile(String message) {
        return new FetchFailure(
                1, false, 0, Optional.empty(), message, "put the file there, or give its directory with --distdir");
    }

    static FetchFailure tooLarge(long maxBytes) {
        return new FetchFailure(
                2, false, 0, Optional.empty(), "it is larger than " + maxBytes + " bytes", "check the URL");
    }

    static FetchFailure network(String message) {
        return new FetchFailure(
                3,
                true,
                0,
                Optional.empty(),
                message,
                "check the network, or put the file into a directory given with --distdir");
    }

    static FetchFailure status(int status, Optional<Duration> retryAfter) {
        boolean again = status == 408 || status == 425 || status == 429 || status >= 500;
        boolean gone = status == 404 || status == 410;
        String hint = gone
                ? "the file is not there (any more): correct the URL, or put the file into a directory given with --distdir"
                : status == 401 || status == 403 || status == 407
                        ? "the server wants credentials; put the file into a directory given with --distdir"
                        : "try again later, or put the file into a directory given with --distdir";
        return new FetchFailure(
                gone ? 1 : 3, again, status, retryAfter, "the server answers with status " + status, hint);
    }

    int exitCode() {
        return exitCode;
    }

    boolean isTransient() {
        return isTransient;
    }

    /** The HTTP status, or 0. */
    int status() {
        return status;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    String hint() {
        return hint;
    }
}
