package io.kiln.registry.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Writes the small JSON answers. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper();
    static final String TYPE = "application/json";

    private Json() {}

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain maps and lists can always be written", e);
        }
    }
}
