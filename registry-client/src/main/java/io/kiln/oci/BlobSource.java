package io.kiln.oci;

import java.io.IOException;
import java.io.InputStream;

/** Gives blobs by digest: a layout on disk, an archive, or a registry. Thread-safe. */
public interface BlobSource {

    /**
     * Opens a blob for reading from its first byte; the caller closes it. What is read is checked against digest and
     * size by whoever stores it.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such blob
     */
    InputStream open(Descriptor blob) throws IOException;
}
