package io.kiln.exec.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.kiln.exec.BuildException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the engine in the order of the {@code docker} command. */
final class EndpointSearch {

    static final String DEFAULT_SOCKET = "/var/run/docker.sock";
    /** The context that means: no context. */
    private static final String NO_CONTEXT = "default";
    /** Where Docker Desktop has its socket, for a user who may not write to {@code /var/run}. */
    private static final List<String> DESKTOP_SOCKETS =
            List.of(".docker/run/docker.sock", ".docker/desktop/docker.sock");

    private static final String SECURE_DEFAULT = "tcp://localhost:2376";

    private final Map<String, String> environment;
    private final Path home;
    private final Path root;
    private final Path configuration;

    EndpointSearch(Map<String, String> environment, Path home, Path root) {
        this.environment = environment;
        this.home = home;
        this.root = root;
        this.configuration = variable("DOCKER_CONFIG")
                .map(Path::of)
                .orElse(home.resolve(".docker"))
                .toAbsolutePath();
    }

    DockerEndpoint find() throws BuildException {
        Optional<String> host = variable("DOCKER_HOST");
        if (host.isPresent()) {
            return ofEnvironment(host.get(), "DOCKER_HOST");
        }
        Optional<String> context = variable("DOCKER_CONTEXT");
        if (context.isPresent()) {
            return ofContext(context.get(), "DOCKER_CONTEXT");
        }
        Path file = configuration.resolve("config.json");
        Optional<String> current = currentContext(file);
        return current.isPresent() ? ofContext(current.get(), "currentContext of " + file) : byDefault();
    }

    private static Optional<String> currentContext(Path file) throws BuildException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode current = EndpointFiles.json(file).path("currentContext");
        if (!current.isMissingNode() && !current.isTextual()) {
            throw EndpointFiles.wrong(file, "has a currentContext that is not a text");
        }
        return Optional.of(current.asText()).filter(name -> !name.isEmpty());
    }

    private DockerEndpoint ofContext(String name, String origin) throws BuildException {
        return name.equals(NO_CONTEXT)
                ? byDefault()
                : new EndpointContexts(configuration.resolve("contexts")).get(name, origin);
    }

    private DockerEndpoint byDefault() throws BuildException {
        if (tls().isPresent()) {
            String variable = variable("DOCKER_TLS_VERIFY").isPresent() ? "DOCKER_TLS_VERIFY" : "DOCKER_TLS";
            return ofEnvironment(SECURE_DEFAULT, variable + " without DOCKER_HOST");
        }
        Path usual = root.resolve(DEFAULT_SOCKET.substring(1));
        Path socket = usual;
        if (!Files.exists(usual)) {
            socket = DESKTOP_SOCKETS.stream()
                    .map(home::resolve)
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(usual);
        }
        return new DockerEndpoint(
                EndpointAddress.parse("the default", "unix://" + socket.toAbsolutePath()),
                "the default",
                Optional.empty());
    }

    private DockerEndpoint ofEnvironment(String host, String origin) throws BuildException {
        URI address = EndpointAddress.parse(origin, host);
        return new DockerEndpoint(address, origin, "tcp".equals(address.getScheme()) ? tls() : Optional.empty());
    }

    /** What the environment says about TLS; set to anything, even to 0, is set. */
    private Optional<EndpointTls> tls() throws BuildException {
        boolean verified = variable("DOCKER_TLS_VERIFY").isPresent();
        if (!verified && variable("DOCKER_TLS").isEmpty()) {
            return Optional.empty();
        }
        Path folder =
                variable("DOCKER_CERT_PATH").map(Path::of).orElse(configuration).toAbsolutePath();
        EndpointTls tls = EndpointTls.in(folder, verified);
        if (verified && tls.authority().isEmpty()) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    "DOCKER_TLS_VERIFY is set and there is no " + folder.resolve("ca.pem")
                            + ": DOCKER_CERT_PATH names the folder with ca.pem, cert.pem and key.pem");
        }
        return Optional.of(tls);
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}
