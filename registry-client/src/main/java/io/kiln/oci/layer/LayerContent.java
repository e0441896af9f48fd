package io.kiln.oci.layer;

import java.io.IOException;
import java.io.InputStream;

/**
 * What goes into a layer: entries in {@link EntryPaths#ORDER}, each at most once, directories before what is in them.
 * A deletion is an empty file {@code .wh.NAME}, a directory that hides those below it has an empty file
 * {@code .wh..wh..opq}; see the OCI image specification, "Whiteouts".
 */
@FunctionalInterface
public interface LayerContent {

    /** Tells the visitor every entry, always the same way. */
    void visit(Visitor visitor) throws IOException;

    /** Takes the entries one by one. */
    @FunctionalInterface
    interface Visitor {

        /** @param file for files, opens the content of {@link TarEntry#size} bytes; good during this call only */
        void entry(TarEntry entry, FileSource file) throws IOException;
    }

    /** Opens the content of a file from its first byte; who opens it closes it. */
    @FunctionalInterface
    interface FileSource {

        FileSource NONE = InputStream::nullInputStream;

        InputStream open() throws IOException;
    }
}
