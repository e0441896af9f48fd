package io.kiln.registry;

import io.kiln.tls.UnreadableAuthorityException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** The one place where statuses and I/O failures become exceptions that say what to do. */
final class RegistryErrors {

    private static final Set<Integer> RETRY_WORTHY = Set.of(408, 429, 500, 502, 503, 504);

    private RegistryErrors() {}

    /** What an unexpected status means; {@code base.what()} is what stands before the status. */
    static RegistryException ofStatus(RegistryFailure base, int status, HttpHeaders headers, byte[] body) {
        String detail = ErrorDocument.describe(body);
        String what = (base.what().isEmpty() ? "the registry answers" : base.what()) + " " + status
                + (detail.isEmpty() ? "" : " (" + detail + ")");
        RegistryFailure failure = new RegistryFailure(
                base.action(),
                base.registry(),
                base.repository(),
                status,
                what,
                base.advice(),
                RETRY_WORTHY.contains(status),
                retryAfter(headers));
        if (status == 401 || status == 403) {
            return new RegistryUnauthorizedException(failure, null);
        }
        if (status == 404) {
            return new RegistryNotFoundException(failure, null);
        }
        return new RegistryException(failure, null);
    }

    /** What a failure of the connection means. */
    static IOException ofIo(RegistryFailure base, IOException e, boolean loopback) {
        if (e instanceof InterruptedIOException || e instanceof RegistryException) {
            return e;
        }
        String before = base.what().isEmpty() ? "" : base.what() + ": ";
        if (isUnknownHost(e)) {
            return new RegistryUnreachableException(
                    reworded(base, before + "no such host", "Check the name and the network"), e);
        }
        if (e instanceof ConnectException && loopback) {
            String advice = "Start a registry there: kiln registry serve --listen " + base.registry();
            return new RegistryUnreachableException(
                    reworded(base, before + "nothing listens on " + base.registry(), advice), e);
        }
        if (e instanceof SSLException tls) {
            TlsFailure failure = TlsFailure.of(tls, base.registry());
            return new RegistryUnreachableException(reworded(base, before + failure.what(), failure.advice()), e);
        }
        if (e instanceof ProtocolException || e instanceof UnreadableAuthorityException) {
            return new RegistryException(reworded(base, before + text(e), ""), e);
        }
        boolean connecting = e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
        String advice = connecting ? "Check the name, the port and the network" : "";
        return new RegistryUnreachableException(
                reworded(base, before + text(e), advice).retryable(Optional.empty()), e);
    }

    static String loginAdvice(RegistryEndpoint endpoint, boolean hadCredentials) {
        return hadCredentials
                ? "The credentials found for " + endpoint.registry() + " are refused or do not suffice; log in anew: "
                        + "docker login " + endpoint.registry()
                : "No credentials were found for " + endpoint.registry() + "; log in: docker login "
                        + endpoint.registry();
    }

    private static RegistryFailure reworded(RegistryFailure base, String what, String advice) {
        return new RegistryFailure(
                base.action(),
                base.registry(),
                base.repository(),
                base.status(),
                what,
                advice,
                false,
                Optional.empty());
    }

    private static boolean isUnknownHost(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    private static String text(IOException e) {
        String message = e.getMessage();
        if (e instanceof EOFException || message == null) {
            return e instanceof ConnectException ? "the connection is refused" : "the connection broke";
        }
        return message;
    }

    /** Seconds or an HTTP date. */
    static Optional<Duration> retryAfter(HttpHeaders headers) {
        String value = headers.firstValue("Retry-After").orElse("").trim();
        if (value.matches("[0-9]{1,6}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), then);
            return wait.isNegative() ? Optional.empty() : Optional.of(wait);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
