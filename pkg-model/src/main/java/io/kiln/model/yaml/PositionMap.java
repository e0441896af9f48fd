package io.kiln.model.yaml;

/**
 * Leads from a place in a text that was made from a user's file back to that file. Where a template stands between the
 * two, several places in the made text can lead to one action of the template.
 */
@FunctionalInterface
public interface PositionMap {

    /** The place in the user's file; line and column are those of the made text, counted from 1. */
    Position at(int line, int column);

    /** For a text that is the file itself. */
    static PositionMap identity(String file) {
        return (line, column) -> new Position(file, line, column);
    }
}
