package io.kiln.exec.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import io.kiln.exec.BuildException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what goes wrong between Kiln and an engine into sentences for the user; the only place that does. */
final class DockerEngineExceptions {

    /** The exit code for all of it: the environment is lacking. */
    static final int ENVIRONMENT = 3;

    private static final int LONGEST = 1000;
    private static final String TLS_WANTED = "Client sent an HTTP request to an HTTPS server";
    private static final String NO_SPACE = "no space left on device";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final DockerEndpoint endpoint;
    private final String dataRoot;

    private DockerEngineExceptions(DockerEndpoint endpoint, String dataRoot) {
        this.endpoint = endpoint;
        this.dataRoot = dataRoot;
    }

    /** For an engine that did not answer yet. */
    static DockerEngineExceptions reaching(DockerEndpoint endpoint) {
        return new DockerEngineExceptions(endpoint, "");
    }

    /** For an engine that answered before. */
    static DockerEngineExceptions of(DockerEndpoint endpoint, String dataRoot) {
        return new DockerEngineExceptions(endpoint, dataRoot);
    }

    /**
     * The sentence for a failure.
     *
     * @param doing what was wanted of the engine, to follow "could not": {@code create a container}
     * @throws InterruptedException if that is what the failure is
     * @throws RuntimeException the failure itself if neither the engine nor the connection had a part in it
     */
    BuildException translate(String doing, Exception failure) throws InterruptedException {
        checkInterruption(failure);
        DockerException refusal = find(failure, DockerException.class);
        if (refusal != null) {
            return refused(doing, message(refusal), refusal.getHttpStatus(), failure);
        }
        IOException broken = find(failure, IOException.class);
        if (broken instanceof JsonProcessingException) {
            return new DockerEngineException(
                    "could not " + doing + ": what answers at " + endpoint + " is no Docker Engine, or one that Kiln"
                            + " does not understand: " + reason(broken),
                    0,
                    failure);
        }
        if (broken != null) {
            return dataRoot.isEmpty()
                    ? new DockerEngineException(new EngineUnreachable(endpoint).sentence(broken), 0, failure)
                    : wentAway(doing, broken, failure);
        }
        DockerClientException client = find(failure, DockerClientException.class);
        if (client != null) {
            return refused(doing, unwrap(client.getMessage()), 0, failure);
        }
        if (failure instanceof RuntimeException bug) {
            throw bug;
        }
        return new DockerEngineException("could not " + doing + ": " + reason(failure), 0, failure);
    }

    private static void checkInterruption(Exception failure) throws InterruptedException {
        // A stream that is closed interrupts its own thread, which is nobody else's business.
        if (find(failure, InterruptedException.class) != null
                || (find(failure, ClosedByInterruptException.class) != null && Thread.interrupted())) {
            InterruptedException interruption = new InterruptedException();
            interruption.initCause(failure);
            throw interruption;
        }
    }

    private BuildException refused(String doing, String message, int status, Exception failure) {
        if (message.contains(NO_SPACE)) {
            return new DockerEngineException(
                    "could not " + doing + ": the disk of the Docker Engine at " + endpoint + " is full"
                            + (dataRoot.isEmpty() ? "" : " (it keeps everything in " + dataRoot + ")")
                            + ". 'docker system df' shows what takes the space, 'docker system prune' frees what is not"
                            + " used; then build again.",
                    status,
                    failure);
        }
        if (endpoint.isRelayed() && status == RelayedConnection.BAD_GATEWAY) {
            return new DockerEngineException(message, 0, failure);
        }
        if (message.startsWith(TLS_WANTED)) {
            return new DockerEngineException(
                    "the Docker Engine at " + endpoint + " speaks TLS: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to"
                            + " the folder with ca.pem, cert.pem and key.pem",
                    status,
                    failure);
        }
        return new DockerEngineException(
                "could not " + doing + ": the Docker Engine at " + endpoint + " refused: " + message, status, failure);
    }

    private BuildException wentAway(String doing, IOException broken, Exception failure) {
        return new DockerEngineException(
                "the Docker Engine at " + endpoint + " went away while Kiln wanted it to " + doing + " ("
                        + reason(broken)
                        + "). Its log says why (Debian: journalctl -u docker); start it and build again:"
                        + " what was finished is kept.",
                0,
                failure);
    }

    /** What the engine says in an error, without the JSON around it. */
    static String message(DockerException refusal) {
        String text = String.valueOf(refusal.getMessage());
        String head = "Status " + refusal.getHttpStatus() + ": ";
        String body = unwrap(text.startsWith(head) ? text.substring(head.length()) : text);
        return body.isEmpty() || body.equals("null") ? "HTTP status " + refusal.getHttpStatus() : body;
    }

    private static String unwrap(@Nullable String text) {
        String body = text == null ? "" : text;
        int start = body.indexOf('{');
        if (start >= 0) {
            try {
                JsonNode node = MAPPER.readTree(body.substring(start));
                for (JsonNode said : new JsonNode[] {
                    node.path("message"), node.path("errorDetail").path("message"), node.path("error")
                }) {
                    if (said.isTextual()) {
                        return clean(body.substring(0, start) + said.asText());
                    }
                }
            } catch (JsonProcessingException e) {
                return clean(body); // only looks like it
            }
        }
        return clean(body);
    }

    /** One line of bounded length without control characters: it was written elsewhere. */
    static String clean(@Nullable String text) {
        String line = String.valueOf(text).replaceAll("[\\s\\p{Cc}]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    /** Why, in words: many exceptions have none of their own. */
    static String reason(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return clean(Optional.ofNullable(failure.getMessage())
                .orElseGet(() -> failure.getClass().getSimpleName()));
    }

    static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
