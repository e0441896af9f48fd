package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a Docker Engine is, and how that was found out.
 *
 * @param address {@code unix:///path}, {@code tcp://host:port[/prefix]} or {@code ssh://[user@]host[:port]}
 * @param origin who said so, for messages: {@code DOCKER_HOST}
 * @param tls how a tcp connection is secured; empty for plain text, and for the other kinds
 */
public record DockerEndpoint(URI address, String origin, Optional<EndpointTls> tls) {

    /**
     * The endpoint that the {@code docker} command would use: {@code DOCKER_HOST}, else the context that
     * {@code DOCKER_CONTEXT} names, else the current context of Docker's configuration, else the default socket.
     *
     * @param environment {@code DOCKER_HOST}, {@code DOCKER_CONTEXT}, {@code DOCKER_CONFIG}, {@code DOCKER_TLS},
     *     {@code DOCKER_TLS_VERIFY}, {@code DOCKER_CERT_PATH} and {@code HOME} count
     * @throws BuildException if what was found is malformed; the message names the variable or the file
     */
    public static DockerEndpoint find(Map<String, String> environment) throws BuildException {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "/root"));
        return find(environment, Path.of(home), Path.of("/"));
    }

    /**
     * @param home the user's folder
     * @param root where the default socket is looked for; the root of all files, but for tests
     */
    static DockerEndpoint find(Map<String, String> environment, Path home, Path root) throws BuildException {
        return new EndpointSearch(environment, home, root).find();
    }

    /** Whether the engine is asked through the system's {@code ssh}. */
    public boolean isSsh() {
        return "ssh".equals(address.getScheme());
    }

    /** Whether docker-java cannot reach it by itself: it knows no ssh, and checks the name of the host in any case. */
    boolean isRelayed() {
        return isSsh() || tls.filter(files -> !files.verified()).isPresent();
    }

    /** The socket of an engine on this machine. */
    public Optional<Path> socket() {
        return "unix".equals(address.getScheme()) ? Optional.of(Path.of(address.getPath())) : Optional.empty();
    }

    /** For messages: {@code unix:///var/run/docker.sock (from DOCKER_HOST)}. */
    @Override
    public String toString() {
        return address + " (from " + origin + ")";
    }
}
