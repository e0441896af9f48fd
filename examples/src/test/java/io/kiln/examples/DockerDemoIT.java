package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make demo EXECUTOR=docker} needs, with the package of the example tree that is built fastest. */
class DockerDemoIT {

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws IOException, InterruptedException {
        script("demo-stop.sh").run();
    }

    @Test
    void theEngineOfTheDemoBuildsTheImageThatRuncBuildsAndEndsWithTheDemo() throws Exception {
        Path state = directory.resolve("demo");
        assertThat(script("docker-start.sh", state).run().expectSuccess().output())
                .contains("Started dockerd at unix:///");
        String host = Files.readString(state.resolve("docker.host")).strip();
        assertThat(script("docker-start.sh", state).run().expectSuccess().output())
                .contains("listens at " + host + " already");

        try (Registry registry = Registry.embedded(directory)) {
            String withRunc = tool(registry, "runc").run().expectSuccess().output();
            String withDocker = tool(registry, "docker")
                    .with("KILN_HOME", directory.resolve("home"))
                    .with("DOCKER_HOST", host)
                    .run()
                    .expectSuccess()
                    .output();

            String name = registry.address() + "/user/hello-tool:v0.1.0";
            assertThat(withDocker).contains("hello-tool: done in");
            assertThat(Pair.pushed(withDocker, name)).isEqualTo(Pair.pushed(withRunc, name));
        }

        assertThat(script("demo-stop.sh").run().expectSuccess().output()).contains("Stopped the Docker Engine");
        assertThat(state.resolve("docker.host")).doesNotExist();
    }

    private static Command tool(Registry registry, String executor) throws IOException {
        return Kiln.make(
                "hello-tool",
                "REGISTRY=" + registry.address(),
                "USERNAME=user",
                "TAG=v0.1.0",
                "PUSH=true",
                "PROGRESS=plain",
                "EXECUTOR=" + executor);
    }

    /** The machine may have an engine that answers at the usual place, which is not to be used. */
    private Command script(String name, Object... arguments) throws IOException {
        Object[] all = new Object[arguments.length + 1];
        all[0] = Repository.SETUP.resolve(name);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Command.of(Repository.ROOT, all)
                .with("DEMO_STATE", directory.resolve("demo"))
                .with("DOCKER_HOST", "unix:///nowhere/docker.sock")
                .within(Duration.ofMinutes(5));
    }
}
