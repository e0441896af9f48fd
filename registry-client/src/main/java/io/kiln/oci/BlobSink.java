package io.kiln.oci;

import java.io.IOException;

/** Takes blobs of which digest and size are found while they are written. Thread-safe. */
public interface BlobSink {

    /**
     * Stores a blob and says what it is. Nothing is left behind if the content fails.
     *
     * @throws IOException if the content cannot be produced or stored
     */
    Descriptor put(String mediaType, Content content) throws IOException;
}
