package io.kiln.model.yaml;

import java.util.List;
import java.util.Optional;

/** Keys with values, in the order of the file. No key occurs twice. */
public record YamlMapping(List<Entry> entries, Position at) implements YamlNode {

    /** One key, where it stands, and its value. */
    public record Entry(String key, Position keyAt, YamlNode value) {}

    public YamlMapping {
        entries = List.copyOf(entries);
    }

    /** The entry with this key. */
    public Optional<Entry> entry(String key) {
        for (Entry entry : entries) {
            if (entry.key().equals(key)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    @Override
    public String describe() {
        return "a mapping";
    }
}
