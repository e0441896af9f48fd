package io.kiln.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Makes the one form in which we write documents: no white space, fields in the order given, maps sorted by key. */
final class CanonicalJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private CanonicalJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static byte[] bytes(ObjectNode document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    /** Sets a map of strings in key order, or removes the field if the map is empty. */
    static void setMap(ObjectNode parent, String name, Map<String, String> values) {
        if (values.isEmpty()) {
            parent.remove(name);
            return;
        }
        ObjectNode node = object();
        new TreeMap<>(values).forEach(node::put);
        parent.set(name, node);
    }

    /** Sets a list of strings, or removes the field if it is empty. */
    static void setTexts(ObjectNode parent, String name, Collection<String> values) {
        if (values.isEmpty()) {
            parent.remove(name);
            return;
        }
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        values.forEach(node::add);
        parent.set(name, node);
    }

    /** Sets a string, or removes the field if it is empty. */
    static void setText(ObjectNode parent, String name, String value) {
        if (value.isEmpty()) {
            parent.remove(name);
        } else {
            parent.put(name, value);
        }
    }
}
