package io.kiln.oci.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Reads the extended attributes of a file, which takes native calls. Thread-safe. */
@FunctionalInterface
public interface XattrReader {

    /** Knows no attributes, for trees that cannot have any. */
    XattrReader NONE = file -> Map.of();

    /** All attributes by full name, of the link itself if it is one. */
    Map<String, byte[]> read(Path file) throws IOException;
}
