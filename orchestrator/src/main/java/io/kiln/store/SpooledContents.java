package io.kiln.store;

import io.kiln.oci.layer.TarEntry;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps the contents of a layer's files, in the order of their arrival, until the order of the layer is known. Closing it
 * removes them. Not thread-safe.
 */
final class SpooledContents implements TarIndex.Contents, Closeable {

    private final Path directory;
    private final Path file;
    private final OutputStream out;
    private long written;

    /** @param directory empty, and taken over */
    SpooledContents(Path directory) throws IOException {
        this.directory = directory;
        this.file = directory.resolve("contents");
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    @Override
    public long offset(TarEntry entry, InputStream content) throws IOException {
        long offset = written;
        long copied = content.transferTo(out);
        written += copied;
        if (copied != entry.size()) {
            throw new UnsafeLayerException(
                    entry.path(), "it has " + copied + " bytes and not " + entry.size() + " as its header says");
        }
        return offset;
    }

    /** The layer of an index whose contents are these; good until this is closed. */
    TarLayer layer(TarIndex index) throws IOException {
        out.flush();
        return new TarLayer(file, index.rootNode());
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            Trees.delete(directory);
        }
    }
}
