package io.kiln.oci.layer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Ignores flushes, which would leave their mark in a compressed stream. */
final class UnflushedOutputStream extends FilterOutputStream {

    UnflushedOutputStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        out.close();
    }
}
