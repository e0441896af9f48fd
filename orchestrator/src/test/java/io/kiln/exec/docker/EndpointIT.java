package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kiln finds against what the real {@code docker} command finds. */
class EndpointIT {

    @TempDir
    Path home;

    @Test
    void theEndpointIsTheOneOfTheDockerCommand() throws Exception {
        docker(Map.of(), "context", "create", "mine", "--docker", "host=tcp://127.0.0.1:4444");
        docker(Map.of(), "context", "create", "far", "--docker", "host=ssh://me@builder:22");
        for (Map<String, String> environment : List.of(
                Map.<String, String>of(),
                Map.of("DOCKER_HOST", "unix:///x"),
                Map.of("DOCKER_HOST", "10.1.2.3"),
                Map.of("DOCKER_HOST", "tcp://[::1]:5"),
                Map.of("DOCKER_HOST", ":77"),
                Map.of("DOCKER_HOST", "unix:///x", "DOCKER_CONTEXT", "mine"),
                Map.of("DOCKER_HOST", "", "DOCKER_CONTEXT", "mine"),
                Map.of("DOCKER_CONTEXT", "far"),
                Map.of("DOCKER_CONTEXT", "default"))) {
            assertSame(environment);
        }

        docker(Map.of(), "context", "use", "mine");
        assertSame(Map.of());
        assertSame(Map.of("DOCKER_CONTEXT", "far"));
        assertSame(Map.of("DOCKER_CONTEXT", "default"));
    }

    private void assertSame(Map<String, String> environment) throws Exception {
        String known = docker(environment, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
        assertThat(DockerEndpoint.find(environment, home, Path.of("/")).address())
                .as(environment.toString())
                .hasToString(known);
    }

    private String docker(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("docker");
        builder.command().addAll(List.of(arguments));
        Map<String, String> all = new TreeMap<>(environment);
        all.put("HOME", home.toString());
        all.put("PATH", System.getenv("PATH"));
        builder.environment().clear();
        builder.environment().putAll(all);
        Path errors = home.resolve("errors");
        Process process = builder.redirectError(errors.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return said;
    }
}
