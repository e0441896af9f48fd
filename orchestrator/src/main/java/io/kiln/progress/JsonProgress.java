package io.kiln.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.time.Duration;

/**
 * Writes one JSON object a line for each event: {@code type} is the event's name, the other members are its fields;
 * durations are seconds. Thread-safe.
 */
public final class JsonProgress implements BuildEvents {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PrintStream out;

    public JsonProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void on(BuildEvent event) {
        ObjectNode node = JSON.createObjectNode();
        node.put("type", event.getClass().getSimpleName());
        for (RecordComponent field : event.getClass().getRecordComponents()) {
            node.putPOJO(field.getName(), plain(value(event, field)));
        }
        try {
            String line = JSON.writeValueAsString(node);
            synchronized (out) {
                out.println(line);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event has a field that is not plain data: " + event, e);
        }
    }

    private static Object plain(Object value) {
        return value instanceof Duration duration ? duration.toNanos() / 1e9 : value;
    }

    private static Object value(BuildEvent event, RecordComponent field) {
        try {
            return field.getAccessor().invoke(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an event's field cannot be read: " + field, e);
        }
    }
}
