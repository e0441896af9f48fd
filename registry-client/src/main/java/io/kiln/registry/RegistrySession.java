package io.kiln.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Talks to one registry: authorises, retries, and turns every failure into a typed exception. Thread-safe. */
final class RegistrySession {

    private final RegistryEndpoint endpoint;
    private final HttpTransport transport;
    private final RegistryAuth auth;
    private final Retrier retrier;

    RegistrySession(RegistryEndpoint endpoint, HttpClients clients, CredentialSource credentials, Retrier retrier) {
        this.endpoint = endpoint;
        this.transport = new HttpTransport(clients, endpoint.registry());
        TokenService tokens = new TokenService(endpoint, transport, InstantSource.system());
        this.auth = new RegistryAuth(endpoint, credentials, tokens, InstantSource.system());
        this.retrier = retrier;
    }

    RegistryEndpoint endpoint() {
        return endpoint;
    }

    Retrier retrier() {
        return retrier;
    }

    /** After how much time without a byte a download counts as broken. */
    Duration patience() {
        return transport.patience();
    }

    URI uri(String path) {
        return endpoint.resolve(path);
    }

    /** Sends, again if that may help; the caller closes the body of the answer. */
    HttpResponse<InputStream> send(RegistryCall call) throws IOException {
        return retrier.call(() -> sendOnce(call));
    }

    /** Sends without retry; for what must be begun anew after a failure, as an upload. */
    HttpResponse<InputStream> sendOnce(RegistryCall call) throws IOException {
        try {
            return authorised(call);
        } catch (IOException e) {
            throw RegistryErrors.ofIo(failure(call, ""), e, endpoint.isLoopback());
        }
    }

    RegistryFailure failure(RegistryCall call, String what) {
        return RegistryFailure.of(call.action(), endpoint, call.repository(), what, "");
    }

    private HttpResponse<InputStream> authorised(RegistryCall call) throws IOException {
        boolean ours = endpoint.isSameHost(call.http().uri());
        Optional<String> header = ours ? auth.header(call.scopes()) : Optional.empty();
        HttpResponse<InputStream> response = transport.send(with(call.http(), header));
        if (response.statusCode() == 401 && endpoint.isSameHost(response.uri())) {
            Optional<String> better = auth.answer(response.headers(), call.scopes(), header);
            if (better.isPresent()) {
                BodyReader.discard(response);
                response = transport.send(with(call.http(), better));
            }
        }
        if (call.expected().contains(response.statusCode())) {
            return response;
        }
        throw unexpected(call, response);
    }

    private RegistryException unexpected(RegistryCall call, HttpResponse<InputStream> response) {
        int status = response.statusCode();
        boolean refused = status == 401 || status == 403;
        String advice = refused ? RegistryErrors.loginAdvice(endpoint, auth.hasCredentials()) : "";
        RegistryFailure base = RegistryFailure.of(call.action(), endpoint, call.repository(), "", advice);
        return RegistryErrors.ofStatus(base, status, response.headers(), BodyReader.readError(response));
    }

    private static HttpCall with(HttpCall call, Optional<String> authorization) {
        return authorization.map(value -> call.with("Authorization", value)).orElse(call);
    }
}
