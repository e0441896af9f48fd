package io.kiln.oci;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes that write themselves when they are wanted, so that large content is never held in memory. */
@FunctionalInterface
public interface Content {

    /** Writes all bytes; does not close the stream. */
    void writeTo(OutputStream out) throws IOException;
}
