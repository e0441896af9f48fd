package io.kiln.source;

import io.kiln.tls.TrustedAuthorities;
import io.kiln.tls.UnreadableAuthorityException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fetches over http and https: one attempt a call, resumed where the one before it broke off. Thread-safe. */
final class HttpFetcher {

    private static final int MAX_RETRY_AFTER = 60;

    private final FetchPolicy policy;
    private final HttpClient plain;
    private @Nullable HttpClient secure;

    HttpFetcher(FetchPolicy policy) {
        this.policy = policy;
        this.plain = builder().build();
    }

    /** The client for this address; that for https knows the authorities of this machine, whose files take their time. */
    private synchronized HttpClient client(URI uri) throws IOException {
        if (!"https".equals(uri.getScheme())) {
            return plain;
        }
        if (secure == null) {
            secure = builder()
                    .sslContext(TrustedAuthorities.ofSystem().context())
                    .build();
        }
        return secure;
    }

    private HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(policy.connectTimeout());
    }

    /**
     * Appends to the file what it has not got yet.
     *
     * @throws FetchFailure saying whether another attempt makes sense
     */
    void fetch(SourceUrl url, IncomingFile file) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = follow(url, file.size(), file.entityTag());
        try (InputStream body = response.body()) {
            if (response.statusCode() == 416 && file.size() > 0) {
                file.restart();
                throw FetchFailure.network("the server has not got the rest of the file");
            }
            if (response.statusCode() != 200 && response.statusCode() != 206) {
                throw FetchFailure.status(response.statusCode(), retryAfter(response));
            }
            if (response.statusCode() == 200 || !continues(response, file.size())) {
                boolean misplaced = response.statusCode() == 206;
                file.restart();
                if (misplaced) {
                    throw FetchFailure.network("the server sends another part than it was asked for");
                }
            }
            file.entityTag(response.headers().firstValue("ETag").filter(tag -> !tag.startsWith("W/")));
            long announced =
                    response.headers().firstValueAsLong("Content-Length").orElse(0);
            if (announced > file.maxBytes() - file.size()) {
                throw FetchFailure.tooLarge(file.maxBytes());
            }
            file.append(body);
        }
    }

    private HttpResponse<InputStream> follow(SourceUrl start, long from, Optional<String> entityTag)
            throws IOException, InterruptedException {
        SourceUrl url = start;
        for (int redirects = 0; redirects <= policy.maxRedirects(); redirects++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url.request())
                    .timeout(policy.connectTimeout())
                    .header("User-Agent", "kiln");
            url.authorization()
                    .or(start.hasOriginOf(url) ? start::authorization : Optional::empty)
                    .ifPresent(value -> request.header("Authorization", value));
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-");
                entityTag.ifPresent(tag -> request.header("If-Range", tag));
            }
            HttpResponse<InputStream> response = send(request.build());
            Optional<String> location = response.headers().firstValue("Location");
            if (!isRedirect(response.statusCode()) || location.isEmpty()) {
                return response;
            }
            response.body().close();
            url = url.redirectedTo(location.get());
        }
        throw FetchFailure.refused("the server redirects more than " + policy.maxRedirects() + " times");
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return client(request.uri()).send(request, info -> new StallGuard(policy.stallTimeout()));
        } catch (UnreadableAuthorityException e) {
            throw FetchFailure.refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw FetchFailure.network("the server at " + request.uri().getHost() + " cannot be reached: " + reason(e));
        }
    }

    /** The JDK's client leaves the reason of a failed connection to the type of its exceptions. */
    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its name is not known";
            }
        }
        if (failure instanceof ConnectException) {
            return "nothing listens there";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean continues(HttpResponse<?> response, long from) {
        return response.headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + from + "-"))
                .isPresent();
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> Duration.ofSeconds(Math.min(MAX_RETRY_AFTER, Integer.parseInt(value))));
    }
}
