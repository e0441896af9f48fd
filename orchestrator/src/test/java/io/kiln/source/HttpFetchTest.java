package io.kiln.source;

import static io.kiln.source.SourceFixture.CONTENT;
import static io.kiln.source.SourceFixture.source;
import static io.kiln.source.SourceFixture.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.progress.BuildEvents;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching from servers that fail in the ways in which servers fail. */
@Timeout(60)
class HttpFetchTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({"404, 1", "410, 1", "401, 3", "403, 3"})
    void finalStatusIsToldAtOnce(int status, int exitCode) throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.status(status))) {
            assertThatThrownBy(() -> store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                    .isInstanceOfSatisfying(SourceFetchException.class, e -> {
                        assertThat(e.exitCode()).isEqualTo(exitCode);
                        assertThat(e.status()).hasValue(status);
                        assertThat(e.host()).hasValue("127.0.0.1");
                        assertThat(e.getMessage())
                                .contains("zlib/pkg.yaml:7:13")
                                .contains("--distdir");
                    });
            assertThat(server.requests()).hasSize(1);
            assertThat(SourceFixture.kept(home)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void passingStatusIsTriedAgain(int status) throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.status(status), ScriptedServer.content(CONTENT))) {
            assertThat(store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                    .hasBinaryContent(CONTENT);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void statusThatDoesNotPassIsGivenUpAfterSomeAttempts() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.status(503))) {
            assertThatThrownBy(() -> store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                    .isInstanceOfSatisfying(
                            SourceFetchException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(3));
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void brokenTransferIsResumedWhereItBroke() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.broken(CONTENT, 100_000), rest())) {
            assertThat(store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                    .hasBinaryContent(CONTENT);
            assertThat(server.requests()).hasSize(2);
            assertThat(server.requests().get(1).range()).isEqualTo("bytes=100000-");
            assertThat(server.requests().get(1).ifRange()).isEqualTo("\"v1\"");
        }
    }

    @Test
    void serverThatDoesNotKnowRangesIsReadFromTheStart() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.broken(CONTENT, 100_000), ScriptedServer.content(CONTENT))) {
            assertThat(store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                    .hasBinaryContent(CONTENT);
        }
    }

    @Test
    void partThatWasNotAskedForIsNotTaken() throws Exception {
        ScriptedServer.Answer misplaced = exchange -> {
            exchange.getResponseHeaders().add("Content-Range", "bytes 5-9/10");
            exchange.sendResponseHeaders(206, 5);
            exchange.getResponseBody().write(CONTENT, 0, 5);
        };
        try (ScriptedServer server = new ScriptedServer(
                ScriptedServer.broken(CONTENT, 100_000), misplaced, ScriptedServer.content(CONTENT))) {
            assertThat(store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                    .hasBinaryContent(CONTENT);
        }
    }

    @Test
    void stalledTransferIsBrokenOffAndResumed() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.stalling(CONTENT, 5000), rest())) {
            assertThat(store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                    .hasBinaryContent(CONTENT);
            assertThat(server.requests().get(1).range()).isEqualTo("bytes=5000-");
        }
    }

    @Test
    void interruptEndsATransferAndLeavesNothing() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.stalling(CONTENT, 5000), rest())) {
            SourceStore patient = new SourceStore(
                    home,
                    java.util.List.of(),
                    new FetchPolicy(
                            SourceFixture.QUICK.connectTimeout(),
                            java.time.Duration.ofMinutes(5),
                            1,
                            java.time.Duration.ZERO,
                            1 << 20,
                            1));
            ExecutorService thread = Executors.newSingleThreadExecutor();
            Future<Path> result =
                    thread.submit(() -> patient.fetch(source(server.url("/x")), "zlib", BuildEvents.NONE));
            while (server.requests().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            TimeUnit.MILLISECONDS.sleep(200);
            thread.shutdownNow();

            assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
            assertThat(SourceFixture.kept(home)).isEmpty();
        }
    }

    @Test
    void redirectIsFollowedAndALoopIsEnded() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(ScriptedServer.redirect("/y?z"), ScriptedServer.content(CONTENT));
                ScriptedServer loop = new ScriptedServer(ScriptedServer.redirect("/x"))) {
            assertThatThrownBy(() -> store(home).fetch(source(loop.url("/x")), "zlib", BuildEvents.NONE))
                    .isInstanceOf(SourceFetchException.class)
                    .hasMessageContaining("redirects more than 5 times");
            assertThat(loop.requests()).hasSize(6);
            assertThat(store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                    .hasBinaryContent(CONTENT);
            assertThat(server.requests().get(1).path()).isEqualTo("/y?z");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://host/x", "ht tp://"})
    void redirectToSomethingElseThanHttpIsRefused(String location) throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.redirect(location))) {
            assertThatThrownBy(() -> store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                    .isInstanceOf(SourceFetchException.class);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void redirectFromHttpsToPlainHttpIsRefused() throws Exception {
        assertThatThrownBy(() -> SourceUrl.parse("https://host/x").redirectedTo("http://host/x"))
                .isInstanceOf(FetchFailure.class)
                .hasMessageContaining("from https to plain http");
        assertThat(SourceUrl.parse("http://host/a/x").redirectedTo("https://mirror/y"))
                .hasToString("https://mirror/y");
        assertThat(SourceUrl.parse("https://host/a/x").redirectedTo("../y")).hasToString("https://host/y");
    }

    @Test
    void sourceThatIsTooLargeIsRefused() throws Exception {
        byte[] large = new byte[(1 << 20) + 1];
        ScriptedServer.Answer withoutLength = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(large);
        };
        for (ScriptedServer.Answer answer :
                new ScriptedServer.Answer[] {ScriptedServer.content(large), withoutLength}) {
            try (ScriptedServer server = new ScriptedServer(answer)) {
                assertThatThrownBy(() -> store(home).fetch(source(server.url("/x")), "zlib", BuildEvents.NONE))
                        .isInstanceOfSatisfying(
                                SourceFetchException.class,
                                e -> assertThat(e.exitCode()).isEqualTo(2))
                        .hasMessageContaining("larger than");
            }
        }
    }

    @Test
    void serverThatIsDownIsALackOfTheEnvironment() throws Exception {
        String url;
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.status(200))) {
            url = server.url("/x");
        }
        assertThatThrownBy(() -> store(home).fetch(source(url), "zlib", BuildEvents.NONE))
                .isInstanceOfSatisfying(
                        SourceFetchException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(3))
                .hasMessageContaining("the server at 127.0.0.1 cannot be reached: nothing listens there");
    }

    @Test
    void aServerWhoseNameIsNotKnownIsSaidToBeThat() {
        assertThatThrownBy(() -> store(home).fetch(source("http://kiln.invalid/x"), "zlib", BuildEvents.NONE))
                .hasMessageContaining("the server at kiln.invalid cannot be reached: its name is not known");
    }

    @Test
    void secretsOfTheUrlAreSentToItsOriginAndNeverShown() throws Exception {
        try (ScriptedServer elsewhere = new ScriptedServer(ScriptedServer.status(404));
                ScriptedServer server = new ScriptedServer(ScriptedServer.redirect(elsewhere.url("/y?token=hidden")))) {
            String url = "http://jan:hidden@" + server.authority() + "/x?token=hidden#hidden";
            assertThatThrownBy(() -> store(home)
                            .fetch(
                                    source(url),
                                    "zlib",
                                    event -> assertThat(event.toString()).doesNotContain("hidden")))
                    .isInstanceOf(SourceFetchException.class)
                    .satisfies(e ->
                            assertThat(e.getMessage()).doesNotContain("hidden").doesNotContain("jan"));
            assertThat(server.requests().get(0).path()).isEqualTo("/x?token=hidden");
            assertThat(server.requests().get(0).authorization()).isEqualTo("Basic amFuOmhpZGRlbg==");
            assertThat(elsewhere.requests().get(0).authorization()).isEmpty();
        }
        assertThatThrownBy(() -> store(home).fetch(source("http://jan:hidden@host/ x"), "zlib", BuildEvents.NONE))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden"));
    }

    private static ScriptedServer.Answer rest() {
        return ScriptedServer.rest(CONTENT);
    }
}
