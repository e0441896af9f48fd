package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.MediaTypes;
import io.kiln.registry.FakeRegistry.Asked;
import io.kiln.registry.FakeRegistry.Reply;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthenticationTest {

    private static final String BASIC = "Basic dXNlcjpodXNo"; // user:hush
    private static final Image IMAGE = TestImages.image(1);

    private final AtomicInteger looked = new AtomicInteger();
    private final List<FakeRegistry> started = new ArrayList<>();
    private final RegistryClient client = client(RegistryCredentials.password("user", "hush"));

    private RegistryClient client(RegistryCredentials credentials) {
        CredentialSource source = registry -> {
            looked.incrementAndGet();
            return java.util.Optional.of(credentials);
        };
        return new RegistryClient(RegistryOptions.with(source).withRetry(RetryPolicy.never()));
    }

    @AfterEach
    void stop() {
        started.forEach(FakeRegistry::close);
    }

    private FakeRegistry serve(Function<Asked, Reply> script) throws IOException {
        FakeRegistry registry = new FakeRegistry(script);
        started.add(registry);
        return registry;
    }

    private static Reply manifest() {
        return Reply.of(200, IMAGE.manifest().raw().bytes()).with("Content-Type", MediaTypes.MANIFEST);
    }

    private static Reply basicChallenge() {
        return Reply.of(401).with("WWW-Authenticate", "Basic realm=\"here\"");
    }

    private FakeRegistry tokenService(AtomicInteger count, long lifetime) throws IOException {
        return serve(asked ->
                Reply.of(200, "{\"token\":\"t" + count.incrementAndGet() + "\",\"expires_in\":" + lifetime + "}"));
    }

    /** Wants a token and takes any that the predicate of the test likes. */
    private FakeRegistry bearer(FakeRegistry tokens, Function<String, Boolean> valid, Function<Asked, Reply> then)
            throws IOException {
        return serve(asked -> valid.apply(asked.header("Authorization").orElse(""))
                ? then.apply(asked)
                : Reply.of(401)
                        .with(
                                "WWW-Authenticate",
                                "Bearer realm=\"" + tokens.url("/token") + "\",service=\"the registry\"," + "scope=\""
                                        + "repository:user/kernel:pull\""));
    }

    private static String scopes(Asked asked) {
        return URLDecoder.decode(asked.target() + asked.body(), StandardCharsets.UTF_8);
    }

    @Test
    void credentialsAreLookedForOnlyWhenAskedForAndOnce() throws IOException {
        FakeRegistry open = serve(asked -> manifest());
        client.manifest(open.ref("user/kernel:v1"));
        assertThat(looked).hasValue(0);

        FakeRegistry closed = serve(asked ->
                asked.header("Authorization").filter(BASIC::equals).isPresent() ? manifest() : basicChallenge());
        client.manifest(closed.ref("user/kernel:v1"));
        client.manifest(closed.ref("user/kernel:v1"));

        assertThat(looked).hasValue(1);
        assertThat(closed.asked()).as("the challenge is remembered").hasSize(3);
    }

    @Test
    void refusedCredentialsAreSentOnceAndNeverTold() throws IOException {
        FakeRegistry registry = serve(asked -> basicChallenge());

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOfSatisfying(
                        RegistryUnauthorizedException.class,
                        e -> assertThat(e.status()).isEqualTo(401))
                .hasMessageContaining("docker login 127.0.0.1:" + registry.port())
                .hasMessageContaining("refused")
                .hasMessageNotContaining("hush")
                .hasMessageNotContaining("dXNlcjpodXNo");
        assertThat(registry.asked()).hasSize(2);
    }

    @Test
    void withoutCredentialsTheMessageSaysHowToLogIn() throws IOException {
        FakeRegistry registry = serve(asked -> basicChallenge());
        RegistryClient anonymous = new RegistryClient(RegistryOptions.with(CredentialSource.none()));

        assertThatThrownBy(() -> anonymous.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOf(RegistryUnauthorizedException.class)
                .hasMessageContaining("No credentials were found for 127.0.0.1:" + registry.port());
    }

    @Test
    void tokenIsFetchedWithCredentialsAndKept() throws IOException {
        AtomicInteger count = new AtomicInteger();
        FakeRegistry tokens = tokenService(count, 300);
        FakeRegistry registry = bearer(tokens, "Bearer t1"::equals, asked -> manifest());

        client.manifest(registry.ref("user/kernel:v1"));
        client.manifest(registry.ref("user/kernel:v1"));

        assertThat(tokens.asked()).hasSize(1);
        Asked asked = tokens.asked().get(0);
        assertThat(asked.header("Authorization")).contains(BASIC);
        assertThat(scopes(asked)).contains("service=the registry").contains("scope=repository:user/kernel:pull");
    }

    @Test
    void tokenThatTheRegistryNoLongerTakesIsRenewed() throws IOException {
        AtomicInteger count = new AtomicInteger();
        FakeRegistry tokens = tokenService(count, 300);
        AtomicInteger accepted = new AtomicInteger(1);
        FakeRegistry registry = bearer(tokens, h -> h.equals("Bearer t" + accepted.get()), asked -> manifest());

        client.manifest(registry.ref("user/kernel:v1"));
        accepted.set(2);
        client.manifest(registry.ref("user/kernel:v1"));

        assertThat(tokens.asked()).hasSize(2);
    }

    @Test
    void tokenThatIsAboutToExpireIsRenewedBeforeItIsRefused() {
        BearerToken token = BearerToken.of("x", Scopes.none(), 100, java.time.Instant.EPOCH);

        assertThat(token.isFresh(java.time.Instant.ofEpochSecond(74))).isTrue();
        assertThat(token.isFresh(java.time.Instant.ofEpochSecond(76))).isFalse();
    }

    @Test
    void tokenThatDoesNotHelpIsNotFetchedForEver() throws IOException {
        FakeRegistry tokens = tokenService(new AtomicInteger(), 300);
        FakeRegistry registry = bearer(tokens, h -> false, asked -> manifest());

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOf(RegistryUnauthorizedException.class)
                .hasMessageNotContaining("t1");
        assertThat(tokens.asked()).hasSize(1);
    }

    @Test
    void mountAsksForATokenThatCoversBothRepositories() throws IOException {
        FakeRegistry tokens = tokenService(new AtomicInteger(), 300);
        FakeRegistry registry = bearer(tokens, h -> h.startsWith("Bearer t"), asked -> switch (asked.method()) {
            case "HEAD" -> Reply.of(404);
            default -> Reply.of(201);
        });

        client.push(IMAGE, registry.ref("user/kernel:v1"), BlobOrigins.of("other/base"), PushEvents.none());

        assertThat(tokens.asked())
                .anySatisfy(asked -> assertThat(scopes(asked))
                        .contains("scope=repository:other/base:pull&scope=repository:user/kernel:pull,push"));
    }

    @Test
    void identityTokenIsExchangedByPostAndNeverStandsInAnAddress() throws IOException {
        FakeRegistry tokens = serve(asked -> Reply.of(200, "{\"access_token\":\"a1\",\"refresh_token\":\"x\"}"));
        FakeRegistry registry = bearer(tokens, "Bearer a1"::equals, asked -> manifest());

        client(RegistryCredentials.identityToken("long-lived")).manifest(registry.ref("user/kernel:v1"));

        Asked asked = tokens.asked().get(0);
        assertThat(asked).hasToString("POST /token");
        assertThat(asked.body()).contains("grant_type=refresh_token").contains("refresh_token=long-lived");
    }

    @Test
    void refusalOfTheTokenServiceIsTold() throws IOException {
        FakeRegistry tokens = serve(asked -> Reply.of(401));
        FakeRegistry registry = bearer(tokens, h -> false, asked -> manifest());

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOf(RegistryUnauthorizedException.class)
                .hasMessageContaining("the token service " + tokens.url("/token") + " answers 401")
                .hasMessageNotContaining("hush");
    }

    @Test
    void tokenServiceOverPlainHttpElsewhereIsRefused() throws IOException {
        FakeRegistry registry = serve(asked -> Reply.of(401)
                .with("WWW-Authenticate", "Bearer realm=\"http://tokens.example.com/token?key=topsecret\""));

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("http://tokens.example.com/token is reached over plain http")
                .hasMessageNotContaining("topsecret");
        assertThat(looked).hasValue(1);
    }

    @Test
    void passwordIsNotSentOverPlainHttpToAnotherMachine() {
        RegistryEndpoint endpoint =
                RegistryEndpoint.of("registry.example.com", java.util.Set.of("registry.example.com"));
        HttpTransport transport = new HttpTransport(
                new HttpClients(io.kiln.tls.TrustedAuthorities.ofSystem(), Duration.ofSeconds(60)),
                "registry.example.com");
        RegistryAuth auth = new RegistryAuth(
                endpoint,
                CredentialSource.of("registry.example.com", RegistryCredentials.password("user", "hush")),
                new TokenService(endpoint, transport, java.time.InstantSource.system()),
                java.time.InstantSource.system());
        java.net.http.HttpHeaders challenge = java.net.http.HttpHeaders.of(
                java.util.Map.of("WWW-Authenticate", List.of("Basic realm=x")), (a, b) -> true);

        assertThatThrownBy(() -> auth.answer(challenge, Scopes.none(), java.util.Optional.empty()))
                .isInstanceOf(RegistryUnauthorizedException.class)
                .hasMessageContaining("over plain http");
    }

    @Test
    void redirectToAnotherHostCarriesNoAuthorization() throws IOException {
        FakeRegistry storage = serve(asked -> manifest());
        FakeRegistry registry = serve(asked -> {
            if (asked.header("Authorization").isEmpty()) {
                return basicChallenge();
            }
            return asked.target().endsWith("/moved")
                    ? Reply.of(307).with("Location", "http://localhost:" + storage.port() + "/bucket?signature=s")
                    : Reply.of(307).with("Location", "/v2/user/kernel/manifests/moved");
        });

        client.manifest(registry.ref("user/kernel:v1"));

        assertThat(registry.asked("GET /v2/user/kernel/manifests/moved").get(0).header("Authorization"))
                .as("the same host still gets it")
                .contains(BASIC);
        assertThat(storage.asked()).hasSize(1);
        assertThat(storage.asked().get(0).header("Authorization")).isEmpty();
    }

    @Test
    void uploadAddressOnAnotherHostGetsNoAuthorization() throws IOException {
        FakeRegistry storage = serve(asked -> Reply.of(201));
        FakeRegistry registry = serve(asked -> {
            if (asked.header("Authorization").isEmpty()) {
                return basicChallenge();
            }
            return switch (asked.method()) {
                case "HEAD" -> Reply.of(404);
                case "POST" -> Reply.of(202).with("Location", "http://localhost:" + storage.port() + "/up");
                default -> Reply.of(201);
            };
        });

        client.push(IMAGE, registry.ref("user/kernel:v1"), BlobOrigins.none(), PushEvents.none());

        assertThat(storage.asked()).hasSize(1);
        assertThat(storage.asked().get(0).header("Authorization")).isEmpty();
    }

    @Test
    void credentialsNeverShowInText() {
        assertThat(RegistryCredentials.password("user", "hush")).hasToString("RegistryCredentials[hidden]");
        assertThat(BearerToken.of("hush", Scopes.none(), 1, java.time.Instant.EPOCH))
                .hasToString("BearerToken[hidden]");
    }

    @Test
    void dockerHubIsAskedWhereItAnswers() {
        ImageReference reference = ImageReference.parse("alpine:3");
        assertThat(RegistryEndpoint.of(reference.registry(), java.util.Set.of()).base())
                .hasToString("https://registry-1.docker.io");
    }
}
