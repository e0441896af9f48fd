package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolWordsTest {

    @Test
    void challengesOfSeveralSchemesAreTakenApart() {
        List<AuthChallenge> challenges = AuthChallenge.parse(
                "Basic realm=\"a, b\", Bearer realm=\"https://t/x\",service=\"say \\\"x\\\"\" , scope = plain");

        assertThat(challenges)
                .containsExactly(
                        new AuthChallenge("basic", Map.of("realm", "a, b")),
                        new AuthChallenge(
                                "bearer", Map.of("realm", "https://t/x", "service", "say \"x\"", "scope", "plain")));
    }

    @Test
    void bearerIsPreferredToBasicAndOthersAreIgnored() {
        assertThat(AuthChallenge.choose(List.of("Negotiate", "Basic realm=x", "Bearer realm=\"https://t\"")))
                .hasValueSatisfying(c -> assertThat(c.isBearer()).isTrue());
        assertThat(AuthChallenge.choose(List.of("Negotiate", ",,;=\"", "\""))).isEmpty();
    }

    @Test
    void hugeChallengeIsReadInBoundedTime() {
        assertThat(AuthChallenge.parse("Bearer realm=\"" + "\\a".repeat(1_000_000)))
                .hasSizeLessThan(3);
    }

    @Test
    void scopesAreUnitedByRepository() {
        Scopes both = Scopes.of("a/b", "pull")
                .union(Scopes.parse("repository:a/b:push,pull repository:c:pull registry:catalog:*"));

        assertThat(both.texts()).containsExactly("registry:catalog:*", "repository:a/b:pull,push", "repository:c:pull");
        assertThat(both.covers(Scopes.of("a/b", "push"))).isTrue();
        assertThat(both.covers(Scopes.of("c", "push"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:5000, http://localhost:5000",
        "127.0.0.1:5005, http://127.0.0.1:5005",
        "127.9.9.9, http://127.9.9.9",
        "[::1]:5005, http://[::1]:5005",
        "plain.example:80, http://plain.example:80",
        "registry.example, https://registry.example",
        "127.0.0.1.example.com, https://127.0.0.1.example.com",
        "localhost.example.com, https://localhost.example.com",
        "10.0.0.1:5000, https://10.0.0.1:5000",
    })
    void onlyLoopbackAndNamedRegistriesAreReachedOverPlainHttp(String registry, String base) {
        assertThat(RegistryEndpoint.of(registry, Set.of("plain.example:80")).base())
                .hasToString(base);
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        String soon = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100).format(DateTimeFormatter.RFC_1123_DATE_TIME);

        assertThat(RegistryErrors.retryAfter(header("12"))).contains(Duration.ofSeconds(12));
        assertThat(RegistryErrors.retryAfter(header(soon)))
                .hasValueSatisfying(d -> assertThat(d).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(101)));
        assertThat(RegistryErrors.retryAfter(header("99999999999999"))).isEmpty();
        assertThat(RegistryErrors.retryAfter(header("soon"))).isEmpty();
    }

    private static HttpHeaders header(String value) {
        return HttpHeaders.of(Map.of("Retry-After", List.of(value)), (a, b) -> true);
    }
}
