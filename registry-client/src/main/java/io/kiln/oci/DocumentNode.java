package io.kiln.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object inside a document together with its place, so that every complaint can name the field. Absent and
 * {@code null} are the same, as Go programs write both.
 */
record DocumentNode(String document, String path, ObjectNode json) {

    private static final int MAX_DEPTH = 64;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(RawDocument.MAX_BYTES)
                            .maxStringLength(RawDocument.MAX_BYTES)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Parses a whole document, which must be a JSON object within the bounds. */
    static DocumentNode parse(String document, byte[] bytes) throws MalformedDocumentException {
        if (bytes.length > RawDocument.MAX_BYTES) {
            throw new MalformedDocumentException(
                    document,
                    "",
                    "it has " + bytes.length + " bytes, and no more than " + RawDocument.MAX_BYTES + " are read");
        }
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            if (tree instanceof ObjectNode object) {
                return new DocumentNode(document, "", object);
            }
            throw new MalformedDocumentException(document, "", "it is not a JSON object");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new MalformedDocumentException(
                    document, "", "it is not JSON" + where + ": " + e.getOriginalMessage());
        } catch (MalformedDocumentException e) {
            throw e;
        } catch (IOException e) {
            throw new MalformedDocumentException(document, "", "it is not JSON: " + e.getMessage());
        }
    }

    boolean has(String name) {
        return json.hasNonNull(name);
    }

    Optional<String> text(String name) throws MalformedDocumentException {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw bad(name, "must be a string");
        }
        return Optional.of(value.textValue());
    }

    String requiredText(String name) throws MalformedDocumentException {
        return text(name).filter(t -> !t.isEmpty()).orElseThrow(() -> bad(name, "is missing"));
    }

    long requiredSize(String name) throws MalformedDocumentException {
        JsonNode value = json.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw bad(name, "must be a number of bytes");
        }
        return value.longValue();
    }

    boolean flag(String name) throws MalformedDocumentException {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw bad(name, "must be true or false");
        }
        return value.booleanValue();
    }

    Digest digest(String name) throws MalformedDocumentException {
        return digestOf(requiredText(name), name);
    }

    Digest digestOf(String text, String name) throws MalformedDocumentException {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad(name, "is not a usable digest: " + e.getMessage());
        }
    }

    Optional<DocumentNode> object(String name) throws MalformedDocumentException {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(asObject(value, name));
    }

    DocumentNode requiredObject(String name) throws MalformedDocumentException {
        return object(name).orElseThrow(() -> bad(name, "is missing"));
    }

    List<DocumentNode> objects(String name) throws MalformedDocumentException {
        List<DocumentNode> found = new ArrayList<>();
        int i = 0;
        for (JsonNode item : array(name)) {
            found.add(asObject(item, name + "[" + i++ + "]"));
        }
        return found;
    }

    List<String> texts(String name) throws MalformedDocumentException {
        List<String> found = new ArrayList<>();
        for (JsonNode item : array(name)) {
            if (!item.isTextual()) {
                throw bad(name + "[" + found.size() + "]", "must be a string");
            }
            found.add(item.textValue());
        }
        return found;
    }

    Map<String, String> textMap(String name) throws MalformedDocumentException {
        Optional<DocumentNode> map = object(name);
        Map<String, String> found = new LinkedHashMap<>();
        if (map.isPresent()) {
            for (Map.Entry<String, JsonNode> field : map.get().json.properties()) {
                found.put(field.getKey(), map.get().text(field.getKey()).orElse(""));
            }
        }
        return found;
    }

    MalformedDocumentException bad(String name, String problem) {
        String field = path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
        return new MalformedDocumentException(document, field, problem);
    }

    private Iterable<JsonNode> array(String name) throws MalformedDocumentException {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw bad(name, "must be a list");
        }
        return value;
    }

    private DocumentNode asObject(JsonNode value, String name) throws MalformedDocumentException {
        if (value instanceof ObjectNode object) {
            return new DocumentNode(document, path.isEmpty() ? name : path + "." + name, object);
        }
        throw bad(name, "must be an object");
    }
}
