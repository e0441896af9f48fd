package io.kiln.kmod;

import java.io.IOException;
import java.io.InputStream;

/** Reads a range of a {@link Bytes} in order. */
final class BytesInputStream extends InputStream {

    private final Bytes bytes;
    private final long end;
    private long position;

    BytesInputStream(Bytes bytes, long offset, long length) {
        this.bytes = bytes;
        this.position = Math.max(0, offset);
        this.end = Math.min(bytes.size(), position + Math.max(0, length));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= end) {
            return -1;
        }
        int count = (int) Math.min(length, end - position);
        bytes.copy(position, target, at, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }
}
