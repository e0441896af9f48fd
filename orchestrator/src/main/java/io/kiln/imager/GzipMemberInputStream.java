package io.kiln.imager;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** The content of one gzip member; what was read ahead of its end goes back. See RFC 1952. */
final class GzipMemberInputStream extends InflaterInputStream {

    private static final int TRAILER = 8;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CHECKSUM = 2;

    private final PushbackInputStream below;
    private boolean ended;

    /** @param in at the first byte of a member, with room for a buffer to be pushed back; not closed */
    GzipMemberInputStream(PushbackInputStream in) throws IOException {
        super(afterHeader(in), new Inflater(true), 1 << 14);
        this.below = in;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count < 0 && !ended) {
            ended = true;
            int ahead = inf.getRemaining();
            below.unread(buf, len - ahead, ahead);
            take(below, TRAILER); // the archive inside has a trailer of its own; the kernel checks no more either
            inf.end();
        }
        return count;
    }

    private static InputStream afterHeader(InputStream in) throws IOException {
        byte[] header = take(in, 10);
        int flags = header[3];
        if ((flags & EXTRA) != 0) {
            byte[] length = take(in, 2);
            take(in, (length[0] & 0xff) | (length[1] & 0xff) << 8);
        }
        for (int text : new int[] {NAME, COMMENT}) {
            if ((flags & text) != 0) {
                while (take(in, 1)[0] != 0) {
                    continue; // to the end of the text
                }
            }
        }
        take(in, (flags & HEADER_CHECKSUM) != 0 ? 2 : 0);
        return in;
    }

    private static byte[] take(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the initramfs is cut off");
        }
        return bytes;
    }
}
