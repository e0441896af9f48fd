package io.kiln.source;

import io.kiln.exec.BuildException;
import io.kiln.model.Source;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Thrown when a source cannot be had. The exit code is 1 when the server has not got it or must not be followed, 2 when
 * the URL is wrong, 3 when the network or the server refuses.
 */
public final class SourceFetchException extends BuildException {

    private final transient Source source;
    private final transient Optional<String> host;
    private final transient OptionalInt status;

    private SourceFetchException(
            int exitCode, String message, Source source, Optional<String> host, OptionalInt status, Throwable cause) {
        super(exitCode, message, cause);
        this.source = source;
        this.host = host;
        this.status = status;
    }

    static SourceFetchException of(String packageName, Source source, FetchFailure failure) {
        Optional<SourceUrl> url = url(source);
        return new SourceFetchException(
                failure.exitCode(),
                packageName + ": source " + url.map(SourceUrl::toString).orElse("URL") + ": " + failure.getMessage()
                        + "\n  at " + source.at() + "\n  hint: " + failure.hint(),
                source,
                url.flatMap(SourceUrl::host),
                failure.status() == 0 ? OptionalInt.empty() : OptionalInt.of(failure.status()),
                failure);
    }

    private static Optional<SourceUrl> url(Source source) {
        try {
            return Optional.of(SourceUrl.parse(source.url()));
        } catch (FetchFailure e) {
            return Optional.empty();
        }
    }

    public Source source() {
        return source;
    }

    /** The host that was asked first, if there was one. */
    public Optional<String> host() {
        return host;
    }

    /** The last HTTP status, if a server answered. */
    public OptionalInt status() {
        return status;
    }
}
