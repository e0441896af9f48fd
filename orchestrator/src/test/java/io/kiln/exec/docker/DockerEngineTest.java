package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kiln.exec.BuildException;
import io.kiln.model.Platform;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerEngineTest {

    @TempDir
    Path folder;

    private static DockerEngine open(EngineDouble engine) throws Exception {
        return DockerEngine.open(DockerEndpoint.find(engine.environment()), 4);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Map<String, String> environment) {
        return assertThatThrownBy(() ->
                        DockerEngine.open(DockerEndpoint.find(environment), 4).close())
                .isInstanceOf(BuildException.class)
                .satisfies(e -> assertThat(((BuildException) e).exitCode()).isEqualTo(3));
    }

    @ParameterizedTest
    @CsvSource({"12, 41, v1.41", "24, 47, v1.47", "24, 52, v1.52", "44, 60, v1.52", "52, 99, v1.52"})
    void theNewestVersionIsSpokenThatBothSidesKnow(int least, int newest, String spoken) throws Exception {
        try (EngineDouble known = EngineDouble.speaking(least, newest, "linux");
                DockerEngine engine = open(known)) {
            assertThat(known.asked()).containsExactly("/version", "/" + spoken + "/info");
            assertThatThrownBy(() -> engine.call(
                            "look at a container",
                            () -> engine.client().inspectContainerCmd("c").exec()))
                    .hasMessageEndingWith("refused: page not found");
            assertThat(known.asked()).endsWith("/" + spoken + "/containers/c/json");
            assertThat("v" + engine.facts().apiVersion()).isEqualTo(spoken);
        }
    }

    @Test
    void anEngineThatIsTooOldIsRefusedWithWhatIsNeeded() throws Exception {
        try (EngineDouble old = EngineDouble.speaking(12, 40, "linux")) {
            assertRefused(old.environment())
                    .hasMessageStartingWith("the Docker Engine 40.0.1 at tcp://127.0.0.1:")
                    .hasMessageContaining("(from DOCKER_HOST) is too old: it speaks API 1.40, and Kiln needs 1.41");
        }
    }

    @Test
    void anEngineThatIsTooNewIsRefusedWithWhatKilnSpeaks() throws Exception {
        try (EngineDouble future = EngineDouble.speaking(60, 70, "linux")) {
            assertRefused(future.environment())
                    .hasMessageContaining("is too new: it speaks API 1.60 and later, and this Kiln up to 1.52");
        }
    }

    @Test
    void anEngineOfOtherContainersIsRefused() throws Exception {
        try (EngineDouble windows = EngineDouble.speaking(24, 45, "windows")) {
            assertRefused(windows.environment()).hasMessageContaining("runs containers of windows");
        }
    }

    @Test
    void theImageStoreOfContainerdAndARootlessDaemonAreSeen() throws Exception {
        try (EngineDouble known = EngineDouble.speaking(44, 52, "linux");
                DockerEngine engine = open(known)) {
            EngineFacts facts = engine.facts();

            assertThat(facts.containerdStore()).isTrue();
            assertThat(facts.rootless()).isTrue();
            assertThat(facts.usernsRemap()).isFalse();
            assertThat(facts.platform()).isEqualTo(Platform.of("linux", "arm64"));
            assertThat(facts.id()).isEqualTo("the-id");
        }
    }

    @Test
    void aFullDiskNamesTheDataRootAndWhatFreesSpace() throws Exception {
        try (EngineDouble known = EngineDouble.speaking(44, 52, "linux");
                DockerEngine engine = open(known)) {
            assertThatThrownBy(() -> engine.call(
                            "look at a container",
                            () -> engine.client().inspectContainerCmd("full").exec()))
                    .isInstanceOf(DockerEngineException.class)
                    .hasMessageContainingAll("is full", "/data", "docker system df", "docker system prune")
                    .hasMessageNotContaining("{");
        }
    }

    @Test
    void anEndlessErrorIsOneShortLine() throws Exception {
        try (EngineDouble known = EngineDouble.speaking(44, 52, "linux");
                DockerEngine engine = open(known)) {
            assertThatThrownBy(() -> engine.call(
                            "look at a container",
                            () -> engine.client().inspectContainerCmd("long").exec()))
                    .extracting(Throwable::getMessage)
                    .asString()
                    .hasSizeLessThan(1300)
                    .doesNotContain("\n", "\u001b");
        }
    }

    @Test
    void somethingElseThatSpeaksHttpIsNoEngine() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("<html>".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        other.start();
        try {
            assertRefused(Map.of(
                            "DOCKER_HOST", "127.0.0.1:" + other.getAddress().getPort()))
                    .hasMessageContaining("is no Docker Engine");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void anEngineThatSaysNothingIsNotWaitedForForEver() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            DockerEndpoint endpoint =
                    DockerEndpoint.find(Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + silent.getLocalPort()));

            assertThatThrownBy(() -> DockerEngine.open(endpoint, Map.of(), 4, Duration.ofSeconds(1))
                            .close())
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("takes the connection and says nothing for 1 s");
        }
    }

    @Test
    void anEngineThatSaysNonsenseIsNoBugOfKiln() throws Exception {
        try (EngineDouble strange = EngineDouble.speaking(24, 45, "li/nux\\u001b[31m")) {
            assertRefused(strange.environment())
                    .hasMessageContaining("it says of its platform")
                    .hasMessageNotContaining("\u001b");
        }
    }

    @Test
    void withoutASocketItIsSaidWhatToInstallAndStart() {
        Path socket = folder.resolve("docker.sock");
        assertRefused(Map.of("DOCKER_HOST", "unix://" + socket))
                .hasMessageStartingWith("there is no Docker Engine at unix://" + socket + " (from DOCKER_HOST)")
                .hasMessageContainingAll("apt-get install docker.io", "systemctl start docker", "Docker Desktop");
    }

    @Test
    void aSocketWithNobodyBehindItIsSaidToBeThat() throws Exception {
        Path socket = Files.createFile(folder.resolve("docker.sock"));
        assertRefused(Map.of("DOCKER_HOST", "unix://" + socket))
                .hasMessageContainingAll("nobody listens at it", "systemctl start docker");
    }

    @Test
    void aSocketWithALongNameIsSaidToHaveOne() {
        assertRefused(Map.of("DOCKER_HOST", "unix:///" + "x".repeat(200)))
                .hasMessageContaining("cannot be reached: Unix domain path too long");
    }

    @Test
    void aPortWithNobodyBehindItIsSaidToBeThat() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertRefused(Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + port))
                .hasMessageStartingWith("no Docker Engine answers at tcp://127.0.0.1:" + port + " (from DOCKER_HOST): ")
                .hasMessageContaining("Connection refused");
    }

    @Test
    void anInterruptedQuestionIsAnInterruption() throws Exception {
        try (EngineDouble known = EngineDouble.speaking(44, 52, "linux");
                DockerEngine engine = open(known)) {
            assertThatThrownBy(() -> engine.call("wait", () -> {
                        throw new RuntimeException(new InterruptedException());
                    }))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aBugOfKilnStaysOne() throws Exception {
        try (EngineDouble known = EngineDouble.speaking(44, 52, "linux");
                DockerEngine engine = open(known)) {
            assertThatThrownBy(() -> engine.call("count", () -> {
                        throw new IllegalStateException("a bug");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
