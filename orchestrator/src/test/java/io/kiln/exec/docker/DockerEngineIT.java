package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.LoadImageCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import io.kiln.exec.BuildException;
import io.kiln.imager.Shell;
import io.kiln.model.Platform;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Docker Engine over its unix socket. */
class DockerEngineIT {

    private static ContainerEngine real;

    @BeforeAll
    static void start() throws Exception {
        real = ContainerEngine.start();
    }

    @AfterAll
    static void stop() throws Exception {
        real.close();
    }

    private static DockerEndpoint endpoint() throws BuildException {
        return DockerEndpoint.find(Map.of("DOCKER_HOST", "unix://" + real.socket()));
    }

    @Test
    void anEngineSaysWhatItIs() throws Exception {
        try (DockerEngine engine = DockerEngine.open(endpoint(), 4)) {
            EngineFacts facts = engine.facts();

            assertThat(facts.version())
                    .isEqualTo(real.docker("version", "--format", "{{.Server.Version}}")
                            .strip());
            assertThat(facts.id())
                    .isEqualTo(real.docker("info", "--format", "{{.ID}}").strip());
            assertThat(facts.storageDriver())
                    .isEqualTo(real.docker("info", "--format", "{{.Driver}}").strip());
            assertThat(facts.platform()).isEqualTo(Platform.host());
            assertThat(facts.dataRoot()).isEqualTo(real.dataRoot().toString());
            assertThat(facts.containerdStore()).isFalse();
            assertThat(facts.rootless()).isFalse();
            assertThat(facts.apiVersion()).startsWith("1.");
        }
    }

    @Test
    void whatTheEngineRefusesIsASentenceWithItsStatus() throws Exception {
        try (DockerEngine engine = DockerEngine.open(endpoint(), 4)) {
            assertThatThrownBy(() -> engine.call(
                            "look at a container",
                            () -> engine.client().inspectContainerCmd("absent").exec()))
                    .isInstanceOf(DockerEngineException.class)
                    .hasCauseInstanceOf(NotFoundException.class)
                    .hasMessage("could not look at a container: the Docker Engine at unix://" + real.socket()
                            + " (from DOCKER_HOST) refused: No such container: absent")
                    .extracting(e -> ((DockerEngineException) e).status())
                    .isEqualTo(404);
        }
    }

    @Test
    void anEngineThatDiesInTheMiddleWentAway() throws Exception {
        Path socket;
        try (ContainerEngine mortal = ContainerEngine.start()) {
            socket = mortal.socket();
            DockerEngine engine = DockerEngine.open(DockerEndpoint.find(Map.of("DOCKER_HOST", "unix://" + socket)), 4);
            try (engine) {
                mortal.close();
                assertThatThrownBy(() -> engine.call(
                                "list containers",
                                () -> engine.client().listContainersCmd().exec()))
                        .isInstanceOf(DockerEngineException.class)
                        .hasMessageStartingWith("the Docker Engine at unix://" + socket
                                + " (from DOCKER_HOST) went away while Kiln wanted it to list containers (")
                        .hasMessageContaining("journalctl -u docker");
            }
        }
    }

    @Test
    void aDiskThatIsFullIsSaidWithItsDataRoot(@TempDir Path folder) throws Exception {
        Shell.run(folder, "mkdir data tree; head -c 30000000 /dev/urandom > tree/random; tar -C tree -cf tree.tar .");
        real.docker("import", folder.resolve("tree.tar").toString(), "kiln.test/large:1");
        real.docker("save", "-o", folder.resolve("saved.tar").toString(), "kiln.test/large:1");
        Shell.run(folder, "mount -t tmpfs -o size=40m tmpfs data");
        try (ContainerEngine small = ContainerEngine.start("--data-root=" + folder.resolve("data"));
                DockerEngine engine =
                        DockerEngine.open(DockerEndpoint.find(Map.of("DOCKER_HOST", "unix://" + small.socket())), 4)) {
            assertThatThrownBy(() -> engine.call("load an image", () -> {
                        try (InputStream in = Files.newInputStream(folder.resolve("saved.tar"))) {
                            return engine.client()
                                    .loadImageAsyncCmd(in)
                                    .exec(new LoadImageCallback())
                                    .awaitMessage();
                        }
                    }))
                    .isInstanceOf(DockerEngineException.class)
                    .hasMessage("could not load an image: the disk of the Docker Engine at unix://" + small.socket()
                            + " (from DOCKER_HOST) is full (it keeps everything in " + folder.resolve("data")
                            + "). 'docker system df' shows what takes the space, 'docker system prune' frees what is not"
                            + " used; then build again.");
        } finally {
            Shell.run(folder, "umount --lazy data");
        }
    }
}
