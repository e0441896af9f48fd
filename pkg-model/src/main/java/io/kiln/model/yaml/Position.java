package io.kiln.model.yaml;

/**
 * A place in a file of the user.
 *
 * @param file the path as shown to the user, relative to the root of the tree where it lies below it
 * @param line counted from 1; 0 means the file as a whole
 * @param column counted from 1; 0 means the whole line
 */
public record Position(String file, int line, int column) {

    public static Position ofFile(String file) {
        return new Position(file, 0, 0);
    }

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line + (column > 0 ? ":" + column : "") : "");
    }
}
