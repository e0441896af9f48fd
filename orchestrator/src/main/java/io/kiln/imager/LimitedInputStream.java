package io.kiln.imager;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses to give more than so many bytes, so that a small file cannot unpack for ever. */
final class LimitedInputStream extends FilterInputStream {

    private long left;

    LimitedInputStream(InputStream in, long most) {
        super(in);
        left = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        left -= Math.max(count, 0);
        if (left < 0) {
            throw new ImagerFormatException("a segment of the initramfs unpacks to too many bytes");
        }
        return count;
    }
}
