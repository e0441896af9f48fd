package io.kiln.registry;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proves to one registry who asks: remembers which scheme it wants, keeps tokens by scope and renews them. Thread-safe;
 * one request for a token at a time, for parallel uploads all meet the same 401.
 */
final class RegistryAuth {

    private static final int MAX_TOKENS = 64;

    private final RegistryEndpoint endpoint;
    private final CredentialSource source;
    private final TokenService tokenService;
    private final InstantSource clock;
    private final List<BearerToken> tokens = new ArrayList<>();
    private @Nullable AuthChallenge challenge;
    private @Nullable Optional<RegistryCredentials> credentials;

    RegistryAuth(RegistryEndpoint endpoint, CredentialSource source, TokenService tokenService, InstantSource clock) {
        this.endpoint = endpoint;
        this.source = source;
        this.clock = clock;
        this.tokenService = tokenService;
    }

    /** The Authorization header for a request of these scopes; empty until the registry has asked for one. */
    synchronized Optional<String> header(Scopes scopes) throws IOException {
        AuthChallenge known = challenge;
        if (known == null) {
            return Optional.empty();
        }
        return known.isBearer() ? Optional.of(token(known, scopes).header()) : basic();
    }

    /**
     * Takes a 401.
     *
     * @param sent the header that was refused
     * @return the header for one more try; empty if there is nothing better to send
     */
    synchronized Optional<String> answer(HttpHeaders headers, Scopes scopes, Optional<String> sent) throws IOException {
        Optional<AuthChallenge> wanted = AuthChallenge.choose(headers.allValues("WWW-Authenticate"));
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        challenge = wanted.get();
        if (!wanted.get().isBearer()) {
            Optional<String> basic = basic();
            return basic.equals(sent) ? Optional.empty() : basic;
        }
        sent.ifPresent(refused -> tokens.removeIf(token -> token.header().equals(refused)));
        Scopes asked = Scopes.parse(wanted.get().parameter("scope"));
        return Optional.of(token(wanted.get(), scopes.union(asked)).header());
    }

    /** Whether the user gave us anything to show; for the advice in errors. */
    synchronized boolean hasCredentials() {
        return credentials != null && credentials.isPresent();
    }

    private BearerToken token(AuthChallenge known, Scopes scopes) throws IOException {
        tokens.removeIf(token -> !token.isFresh(clock.instant()));
        for (BearerToken token : tokens) {
            if (token.scopes().covers(scopes)) {
                return token;
            }
        }
        BearerToken fresh = tokenService.fetch(known, scopes, find());
        if (tokens.size() >= MAX_TOKENS) {
            tokens.remove(0);
        }
        tokens.add(fresh);
        return fresh;
    }

    private Optional<String> basic() throws IOException {
        Optional<RegistryCredentials> found = find().filter(c -> !c.identityToken());
        if (found.isPresent() && !RegistryEndpoint.mayCarrySecrets(endpoint.base())) {
            throw new RegistryUnauthorizedException(
                    RegistryFailure.of(
                                    "authenticating",
                                    endpoint,
                                    "",
                                    "the registry asks for a password over plain http",
                                    "Passwords are sent over https, or over http to loopback only: reach it over https")
                            .withStatus(401),
                    null);
        }
        return found.map(RegistryCredentials::basicHeader);
    }

    private Optional<RegistryCredentials> find() throws IOException {
        Optional<RegistryCredentials> known = credentials;
        if (known == null) {
            known = source.find(endpoint.registry());
            credentials = known;
        }
        return known;
    }
}
