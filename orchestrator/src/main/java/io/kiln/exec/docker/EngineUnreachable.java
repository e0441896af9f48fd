package io.kiln.exec.docker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says why no engine was reached, and what to do. */
record EngineUnreachable(DockerEndpoint endpoint) {

    private static final String START =
            " Install and start one: on Debian 'apt-get install docker.io' and 'systemctl start docker', on a Mac"
                    + " Docker Desktop. Another one is chosen with DOCKER_HOST or 'docker context use'.";

    String sentence(IOException failure) {
        if (endpoint.tls().isPresent()) {
            EngineTlsFailure tls = new EngineTlsFailure(endpoint, endpoint.tls().get());
            Optional<SSLException> insecure = Optional.ofNullable(
                            DockerEngineExceptions.find(failure, SSLException.class))
                    .or(() -> failure instanceof ConnectException ? Optional.empty() : tls.verdict());
            if (insecure.isPresent()) {
                return tls.sentence(insecure.get());
            }
        }
        String why = DockerEngineExceptions.reason(failure);
        if (endpoint.tls().isPresent() && failure instanceof SocketTimeoutException) {
            return "the Docker Engine at " + endpoint + " says nothing to an offer of TLS: " + why;
        }
        if (endpoint.socket().isPresent()) {
            return ofSocket(endpoint.socket().get(), why);
        }
        if (failure instanceof UnknownHostException) {
            return "the host of the Docker Engine at " + endpoint + " is not known: " + why;
        }
        if (failure instanceof ConnectException || failure instanceof SocketTimeoutException) {
            return "no Docker Engine answers at " + endpoint + ": " + why + "." + START;
        }
        return "the Docker Engine at " + endpoint + " cannot be reached: " + why
                + (endpoint.tls().isPresent() || endpoint.isSsh()
                        ? ""
                        : ". If it speaks TLS, set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.");
    }

    private String ofSocket(Path socket, String why) {
        String lower = why.toLowerCase(Locale.ROOT);
        if (lower.contains("permission denied")) {
            return "no permission for the Docker Engine at " + endpoint + ": " + permission(socket);
        }
        if (lower.contains("no such file")) {
            return "there is no Docker Engine at " + endpoint + ": there is no such socket." + START;
        }
        if (lower.contains("connection refused")) {
            return "no Docker Engine answers at " + endpoint
                    + ": the socket is there, and nobody listens at it. Start the engine: on Debian 'systemctl start"
                    + " docker', on a Mac Docker Desktop.";
        }
        return "the Docker Engine at " + endpoint + " cannot be reached: " + why;
    }

    private static String permission(Path socket) {
        Optional<PosixFileAttributes> attributes = attributes(socket);
        if (attributes.isEmpty()) {
            return "the folder of its socket is closed to this user. Run Kiln as the user whose engine it is, or as root.";
        }
        String group = attributes.get().group().getName();
        String owned = "the socket " + socket + " belongs to "
                + attributes.get().owner().getName() + " and the group " + group + ". ";
        return group.equals("root")
                ? owned + "Run Kiln as root, or give the socket to a group of those who may use it."
                : owned + "Add yourself to the group " + group + ": sudo usermod -aG " + group
                        + " $USER, and log in again.";
    }

    private static Optional<PosixFileAttributes> attributes(Path socket) {
        try {
            return Optional.of(Files.readAttributes(socket, PosixFileAttributes.class));
        } catch (IOException e) { // then a folder above is closed
            return Optional.empty();
        }
    }
}
