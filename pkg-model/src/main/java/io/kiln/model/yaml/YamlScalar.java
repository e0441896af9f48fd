package io.kiln.model.yaml;

/**
 * A single value, as the text that the user wrote: {@code 1.10} and {@code 0x10} stay as they are.
 *
 * @param plain whether it was written without quotes, so that {@code true} is a truth value and not a word
 */
public record YamlScalar(String text, Kind kind, boolean plain, Position at) implements YamlNode {

    /** What a scalar may be used as. */
    public enum Kind {
        TEXT,
        /** Nothing was written, or {@code null} or {@code ~}; as a text it is empty. */
        NULL,
        /** An unquoted date or time, which cannot be told from a text with certainty and is refused as one. */
        TIMESTAMP,
        /** A value that is not of the type that its explicit tag names. */
        MISTAGGED
    }

    public boolean isNull() {
        return kind == Kind.NULL;
    }

    @Override
    public String describe() {
        return switch (kind) {
            case NULL -> "nothing";
            case TIMESTAMP -> "a date";
            case TEXT, MISTAGGED -> "a single value";
        };
    }
}
