package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.LoadImageCallback;
import io.kiln.exec.BuildException;
import io.kiln.imager.Shell;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Docker Engine through a real sshd. */
@Timeout(120)
class EngineSshIT {

    @TempDir
    static Path folder;

    private static ContainerEngine real;
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        real = ContainerEngine.start();
        server = SshServer.start(folder.resolve("sshd"), "SetEnv DOCKER_HOST=unix://" + real.socket());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        real.close();
    }

    private static DockerEngine open(Map<String, String> environment) throws Exception {
        return DockerEngine.open(DockerEndpoint.find(environment), environment, 24, Duration.ofSeconds(60));
    }

    private static List<ProcessHandle> lines() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("dial-stdio")
                        && process.info().command().orElse("").endsWith("/ssh"))
                .toList();
    }

    @Test
    void theEngineOfAnotherMachineIsReachedAndNothingIsLeft() throws Exception {
        try (DockerEngine engine = open(server.environment())) {
            assertThat(engine.facts().id())
                    .isEqualTo(real.docker("info", "--format", "{{.ID}}").strip());
            assertThat(lines()).isNotEmpty();
        }
        assertThat(lines()).isEmpty();
    }

    @Test
    void imagesGoInAndOutAsStreams() throws Exception {
        Shell.run(folder, "mkdir tree; head -c 30000000 /dev/urandom > tree/random; tar -C tree -cf tree.tar .");
        String name = "kiln.test/random:1";
        real.docker("import", folder.resolve("tree.tar").toString(), name);
        String id = imageId(name);
        Path saved = folder.resolve("saved.tar");
        try (DockerEngine engine = open(server.environment())) {
            engine.call("save an image", () -> {
                try (InputStream in = engine.client().saveImageCmd(name).exec()) {
                    return Files.copy(in, saved);
                }
            });
            real.docker("rmi", name);
            engine.call("load an image", () -> {
                try (InputStream in = Files.newInputStream(saved)) {
                    return engine.client()
                            .loadImageAsyncCmd(in)
                            .exec(new LoadImageCallback())
                            .awaitMessage();
                }
            });
            assertThat(imageId(name)).isEqualTo(id);
        }
    }

    private static String imageId(String name) throws Exception {
        return real.docker("image", "inspect", "--format", "{{.Id}}", name).strip();
    }

    @Test
    void moreAskAtOnceThanTheServerLetsLogIn() throws Exception {
        var pool = Executors.newFixedThreadPool(24);
        try (DockerEngine engine = open(server.environment())) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                answers.add(pool.submit(() -> engine.call(
                        "ask", () -> engine.client().infoCmd().exec().getId())));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo(engine.facts().id());
            }
            assertThat(lines()).hasSizeLessThanOrEqualTo(24);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aStreamThatIsGivenUpLeavesNoLine() throws Exception {
        try (DockerEngine engine = open(server.environment())) {
            int idle = lines().size();
            var callback = engine.client().eventsCmd().exec(new ResultCallback.Adapter<>());
            callback.awaitStarted();
            engine.call("ask", () -> engine.client().infoCmd().exec());
            assertThat(lines()).hasSizeGreaterThan(idle);
            callback.close();
            while (lines().size() > idle) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    @Test
    void whatSshComplainsOfIsSaid() throws Exception {
        SshServer other = SshServer.start(folder.resolve("other"), "");
        try (other) {
            Shell.run(folder.resolve("other"), "ssh-keygen -q -t ed25519 -N '' -f stranger");
            other.writeClient("stranger", "host.pub");
            assertRefused(other.environment(), "ssh failed: root@127.0.0.1: Permission denied (publickey)");

            other.writeClient("user", "stranger.pub");
            assertRefused(other.environment(), "Host key verification failed");
        }
        assertRefused(other.environment(), "Connection refused");
    }

    @Test
    void anEngineThatIsMissingOverThereIsSaidToBe() throws Exception {
        try (SshServer other = SshServer.start(folder.resolve("empty"), "SetEnv DOCKER_HOST=unix:///absent.sock")) {
            assertRefused(
                    other.environment(),
                    "ssh works, and 'docker system dial-stdio' there ended with 1:",
                    "/absent.sock");
        }
        try (SshServer other = SshServer.start(folder.resolve("bare"), "ForceCommand docker-is-absent")) {
            assertRefused(other.environment(), "ssh works, and the program 'docker' is not there");
        }
    }

    @Test
    void withoutSshItIsSaidWhatToInstall() throws Exception {
        Map<String, String> environment = new TreeMap<>(server.environment());
        environment.put("PATH", folder.toString());
        assertRefused(environment, "the program 'ssh'", "apt-get install openssh-client");
    }

    @Test
    void aLineThatBreaksInTheMiddleIsAnEngineThatWentAway() throws Exception {
        try (DockerEngine engine = open(server.environment())) {
            var pool = Executors.newSingleThreadExecutor();
            Future<?> waiting = pool.submit(() -> engine.call("follow what happens", () -> {
                try (var callback = engine.client().eventsCmd().exec(new ResultCallback.Adapter<>())) {
                    callback.awaitCompletion();
                }
                return "ended";
            }));
            TimeUnit.MILLISECONDS.sleep(500);
            lines().forEach(ProcessHandle::destroyForcibly);
            assertThatThrownBy(() -> engine.call(
                            "remove a container",
                            () -> engine.client().removeContainerCmd("x").exec()))
                    .isInstanceOf(DockerEngineException.class);
            assertThatThrownBy(waiting::get).cause().hasMessageContaining("went away while Kiln wanted it to follow");
            pool.shutdown();
        }
    }

    private static void assertRefused(Map<String, String> environment, String... parts) {
        assertThatThrownBy(() -> open(environment).close())
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("Docker Engine at ssh://root@127.0.0.1:")
                .hasMessageContainingAll(parts)
                .hasMessageNotContainingAny("{", "\n");
        assertThat(lines()).isEmpty();
    }
}
