package io.kiln.registry;

import io.kiln.tls.TrustedAuthorities;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * The HTTP clients of a process, each made when something is first sent by it: one for plain http, one for https, and
 * one more for each registry with authorities of its own. HTTP/1.1 only: over plain http the JDK would otherwise try an
 * h2c upgrade that registries answer in surprising ways. Thread-safe.
 */
final class HttpClients {

    private final TrustedAuthorities authorities;
    private final Duration patience;
    private final Map<String, HttpClient> secure = new HashMap<>();

    /** @param patience after how much time without a byte or an answer a request counts as broken */
    HttpClients(TrustedAuthorities authorities, Duration patience) {
        this.authorities = authorities;
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    private static final class Plain {
        static final HttpClient CLIENT = builder().sslContext(NoTls.context()).build();
    }

    HttpClient plain() {
        return Plain.CLIENT;
    }

    /** For https to a registry and to whom it sends us. */
    synchronized HttpClient secure(String registry) throws IOException {
        String owner = authorities.hasOwn(registry) ? registry : "";
        HttpClient known = secure.get(owner);
        if (known == null) {
            SSLContext context = owner.isEmpty() ? authorities.context() : authorities.context(owner);
            known = builder().sslContext(context).build();
            secure.put(owner, known);
        }
        return known;
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(20));
    }
}
