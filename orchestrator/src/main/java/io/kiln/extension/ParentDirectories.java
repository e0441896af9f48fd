package io.kiln.extension;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Finds the directories for which a layer has no entry before it puts something into them. */
final class ParentDirectories {

    /** Of all names of directories together; a real extension has some ten thousand. */
    private static final long MAX_CHARACTERS = 16L << 20;

    private final Set<String> seen = new HashSet<>();
    private final Map<Missing, String> missing = new LinkedHashMap<>();
    private int present = -1;
    private long characters;

    /** A directory, and the layer that lacks an entry for it. */
    record Missing(String directory, int layer) {}

    /** @throws ExtensionFormatException if there are more directories than an extension can have */
    void add(int layer, String path, boolean directory) throws ExtensionFormatException {
        if (layer != present) {
            present = layer;
            seen.clear();
        }
        for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
            String parent = path.substring(0, at);
            if (seen.add(parent)) {
                count(parent);
                missing.putIfAbsent(new Missing(parent, layer), path);
            }
        }
        if (directory && seen.add(path)) {
            count(path);
        }
    }

    private void count(String directory) throws ExtensionFormatException {
        characters += directory.length();
        if (characters > MAX_CHARACTERS) {
            throw new ExtensionFormatException("the image has too many directories, or their names are too long");
        }
    }

    /** Each of them with the path that made the entry necessary. */
    Map<Missing, String> missing() {
        return missing;
    }
}
