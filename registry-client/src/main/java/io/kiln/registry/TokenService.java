package io.kiln.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the token service that a registry names for a bearer token (the distribution project's token specification). */
final class TokenService {

    private static final String ACTION = "asking for a token";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryEndpoint endpoint;
    private final HttpTransport transport;
    private final InstantSource clock;

    TokenService(RegistryEndpoint endpoint, HttpTransport transport, InstantSource clock) {
        this.endpoint = endpoint;
        this.transport = transport;
        this.clock = clock;
    }

    BearerToken fetch(AuthChallenge challenge, Scopes scopes, Optional<RegistryCredentials> credentials)
            throws IOException {
        URI realm = realm(challenge);
        boolean identity =
                credentials.filter(RegistryCredentials::identityToken).isPresent();
        HttpCall call = identity
                ? refresh(realm, challenge, scopes, credentials.get())
                : basic(realm, challenge, scopes, credentials);
        HttpResponse<InputStream> response = send(call, realm);
        if (response.statusCode() != 200) {
            byte[] body = BodyReader.readError(response);
            throw RegistryErrors.ofStatus(
                    failure("the token service " + Uris.printable(realm) + " answers", credentials.isPresent()),
                    response.statusCode(),
                    response.headers(),
                    body);
        }
        return read(BodyReader.read(response, BodyReader.TOKEN_LIMIT), scopes, realm);
    }

    private static HttpCall basic(
            URI realm, AuthChallenge challenge, Scopes scopes, Optional<RegistryCredentials> credentials) {
        List<String> query = new ArrayList<>();
        if (realm.getRawQuery() != null) {
            query.add(realm.getRawQuery());
        }
        if (!challenge.parameter("service").isEmpty()) {
            query.add("service=" + encode(challenge.parameter("service")));
        }
        scopes.texts().forEach(scope -> query.add("scope=" + encode(scope)));
        String bare = realm.toString().replaceFirst("[?#].*", "");
        HttpCall call = HttpCall.of("GET", URI.create(bare + "?" + String.join("&", query)));
        return credentials.map(c -> call.with("Authorization", c.basicHeader())).orElse(call);
    }

    private static HttpCall refresh(
            URI realm, AuthChallenge challenge, Scopes scopes, RegistryCredentials credentials) {
        String form = "grant_type=refresh_token&client_id=kiln&service=" + encode(challenge.parameter("service"))
                + "&scope=" + encode(String.join(" ", scopes.texts())) + "&refresh_token="
                + encode(credentials.secret());
        return HttpCall.of("POST", realm)
                .withBody("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8));
    }

    /** A realm is any address a registry cares to name, so it must be one that may see secrets. */
    private URI realm(AuthChallenge challenge) throws IOException {
        URI realm;
        try {
            realm = URI.create(challenge.parameter("realm"));
        } catch (IllegalArgumentException e) {
            throw new RegistryException(failure("its token service is not an address", false), e);
        }
        if (realm.getHost() == null || !RegistryEndpoint.mayCarrySecrets(realm)) {
            throw new RegistryException(
                    failure(
                            "its token service " + Uris.printable(realm)
                                    + " is reached over plain http; tokens are asked for over https, or on loopback",
                            false),
                    null);
        }
        return realm;
    }

    private HttpResponse<InputStream> send(HttpCall call, URI realm) throws IOException {
        try {
            return transport.send(call);
        } catch (IOException e) {
            throw RegistryErrors.ofIo(failure("its token service " + Uris.printable(realm), false), e, false);
        }
    }

    private BearerToken read(byte[] body, Scopes scopes, URI realm) throws IOException {
        try {
            JsonNode answer = JSON.readTree(body);
            String token =
                    answer.path("token").asText(answer.path("access_token").asText(""));
            if (!token.isEmpty() && token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                return BearerToken.of(token, scopes, answer.path("expires_in").asLong(0), clock.instant());
            }
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            // Its message quotes the body, which may hold a token: say the same as for a body without one.
        }
        throw new RegistryException(
                failure("the token service " + Uris.printable(realm) + " sent no token", false), null);
    }

    private RegistryFailure failure(String what, boolean withCredentials) {
        return RegistryFailure.of(ACTION, endpoint, "", what, RegistryErrors.loginAdvice(endpoint, withCredentials));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
