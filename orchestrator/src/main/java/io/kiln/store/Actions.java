package io.kiln.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Small JSON records by key: what a stage, an instruction, or the unpacking of a layer left behind. A record appears
 * whole or not at all; one that cannot be read counts as absent. Thread-safe, and safe between processes.
 */
public final class Actions {

    private static final Pattern KEY = Pattern.compile("[a-z]+-[0-9a-f]{64}");
    private static final long MAX_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final KilnHome home;

    public Actions(KilnHome home) {
        this.home = home;
    }

    public static ObjectNode newRecord() {
        return JSON.createObjectNode();
    }

    /** The record of this key ({@code kind-<64 hex digits>}), if there is a readable one. */
    public Optional<JsonNode> find(String key) throws IOException {
        Path file = file(key);
        try {
            if (Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            return node.isObject() ? Optional.of(node) : Optional.empty();
        } catch (NoSuchFileException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Writes the record of a key, in place of an older one. */
    public void put(String key, ObjectNode value) throws IOException {
        Path file = file(key);
        Path folder = home.actions().resolve(key.substring(key.indexOf('-') + 1).substring(0, 2));
        Files.createDirectories(folder);
        Path temp = Files.createTempFile(folder, ".new-", ".json");
        try {
            Files.write(temp, JSON.writeValueAsBytes(value));
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temp);
        }
    }

    public void remove(String key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    private Path file(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("'" + key + "' is not a key of the store");
        }
        String hex = key.substring(key.indexOf('-') + 1);
        return home.actions().resolve(hex.substring(0, 2)).resolve(key + ".json");
    }
}
