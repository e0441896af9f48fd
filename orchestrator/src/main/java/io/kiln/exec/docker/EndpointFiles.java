package io.kiln.exec.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.exec.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the small files in which Docker keeps its configuration. */
final class EndpointFiles {

    private static final int MOST_BYTES = 1024 * 1024;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private EndpointFiles() {}

    static Optional<Path> ifThere(Path file) {
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    /** @throws BuildException if it cannot be read, or is far too large for what it should be */
    static byte[] read(Path file) throws BuildException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw wrong(file, "is larger than 1 MiB");
            }
            return bytes;
        } catch (IOException e) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    "Docker's file " + file + " cannot be read: " + DockerEngineExceptions.reason(e),
                    e);
        }
    }

    /** An object of JSON. */
    static JsonNode json(Path file) throws BuildException {
        byte[] bytes = read(file);
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (!node.isObject()) {
                throw wrong(file, "is not an object of JSON");
            }
            return node;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw wrong(
                    file,
                    "is not JSON: " + e.getOriginalMessage().replaceAll("\\s+", " ")
                            + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        } catch (IOException e) {
            throw wrong(file, "is not JSON");
        }
    }

    static BuildException wrong(Path file, String what) {
        return new BuildException(DockerEngineExceptions.ENVIRONMENT, "Docker's file " + file + " " + what);
    }
}
