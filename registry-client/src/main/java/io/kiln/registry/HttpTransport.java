package io.kiln.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends calls that have to do with one registry, and follows redirects by hand. Thread-safe. */
final class HttpTransport {

    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> KEEP_METHOD = Set.of(307, 308);

    private final HttpClients clients;
    private final String registry;

    HttpTransport(HttpClients clients, String registry) {
        this.clients = clients;
        this.registry = registry;
    }

    /** After how much time without a byte or an answer a request counts as broken. */
    Duration patience() {
        return clients.patience();
    }

    /** Sends once, through redirects; the caller closes the body of the answer. */
    HttpResponse<InputStream> send(HttpCall call) throws IOException {
        HttpCall current = call;
        for (int hop = 0; ; hop++) {
            HttpResponse<InputStream> response = exchange(current);
            boolean follow = REDIRECTS.contains(response.statusCode())
                    && (current.changesNothing() || KEEP_METHOD.contains(response.statusCode()));
            if (!follow) {
                return response;
            }
            response.body().close();
            if (hop == MAX_REDIRECTS) {
                throw new ProtocolException("more than " + MAX_REDIRECTS + " redirects");
            }
            current = redirected(current, response);
        }
    }

    private HttpResponse<InputStream> exchange(HttpCall call) throws IOException {
        try {
            HttpClient client = "https".equals(call.uri().getScheme()) ? clients.secure(registry) : clients.plain();
            HttpResponse<InputStream> response = new SendGuard(call.body(), clients.patience()).send(client, call);
            LOG.debug("{} {} -> {}", call.method(), Uris.printable(call.uri()), response.statusCode());
            return response;
        } catch (InterruptedException e) {
            throw Interrupts.asIo(e);
        }
    }

    /** Authorization stays with the host it was made for: storage services refuse foreign ones, thieves do not. */
    private static HttpCall redirected(HttpCall call, HttpResponse<InputStream> response) throws ProtocolException {
        String location = response.headers().firstValue("Location").orElse("");
        URI target;
        try {
            target = call.uri().resolve(location);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("redirected to something that is not an address");
        }
        if (location.isEmpty() || target.getHost() == null) {
            throw new ProtocolException("redirected to nowhere");
        }
        boolean web = "https".equals(target.getScheme()) || "http".equals(target.getScheme());
        boolean downgrade = "https".equals(call.uri().getScheme()) && "http".equals(target.getScheme());
        if (!web || downgrade) {
            throw new ProtocolException("redirected to " + Uris.printable(target) + ", which is not https");
        }
        HttpCall next = call.to(target);
        return Uris.sameHost(call.uri(), target) ? next : next.without("Authorization");
    }
}
