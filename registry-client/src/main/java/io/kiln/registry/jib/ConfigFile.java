package io.kiln.registry.jib;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The parts of Docker's config.json that jib passes over: whether it is sound, and identity tokens of all registries. */
final class ConfigFile {

    private static final long MAX_BYTES = 4 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;

    private ConfigFile(JsonNode root) {
        this.root = root;
    }

    /** @throws IOException that names the file and quotes nothing of it */
    static ConfigFile read(Path file) throws IOException {
        try {
            if (Files.size(file) <= MAX_BYTES) {
                return new ConfigFile(JSON.readTree(Files.readAllBytes(file)));
            }
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            // its message would quote the file
        }
        throw new IOException("'" + file + "' is not a Docker configuration (JSON); mend it or log in anew");
    }

    /** What {@code docker login} kept instead of a password; jib knows it for one cloud's user name only. */
    Optional<String> identityToken(String registry) {
        JsonNode auths = root.path("auths");
        for (String key : new String[] {registry, "https://" + registry, "https://" + registry + "/v2/"}) {
            String token = auths.path(key).path("identitytoken").asText("");
            if (!token.isEmpty()) {
                return Optional.of(token);
            }
        }
        return Optional.empty();
    }
}
