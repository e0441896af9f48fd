package io.kiln.imager;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of one zstd frame, still compressed: it ends where the frame ends, so that a decoder which reads ahead takes
 * nothing of what follows. See RFC 8878, section 3.1.1.
 */
final class ZstdFrameInputStream extends InputStream {

    private static final int FIXED = 5;

    private final InputStream in;
    private byte[] pending;
    private int at;
    private long block;
    private boolean last;
    private final boolean checksum;

    /** @param in at the first byte of a frame; left at the first byte after it, not closed */
    ZstdFrameInputStream(InputStream in) throws IOException {
        this.in = in;
        byte[] start = take(FIXED);
        int descriptor = start[4] & 0xff;
        boolean single = (descriptor & 0x20) != 0;
        int contentSize = new int[] {single ? 1 : 0, 2, 4, 8}[descriptor >>> 6];
        int dictionary = new int[] {0, 1, 2, 4}[descriptor & 3];
        checksum = (descriptor & 4) != 0;
        byte[] rest = take((single ? 0 : 1) + dictionary + contentSize);
        pending = java.util.Arrays.copyOf(start, FIXED + rest.length);
        System.arraycopy(rest, 0, pending, FIXED, rest.length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == pending.length && block == 0) {
            if (last) {
                return -1;
            }
            nextBlock();
        }
        if (at < pending.length) {
            int count = Math.min(length, pending.length - at);
            System.arraycopy(pending, at, bytes, offset, count);
            at += count;
            return count;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, block));
        if (count < 0) {
            throw new EOFException("the initramfs is cut off");
        }
        block -= count;
        return count;
    }

    private void nextBlock() throws IOException {
        pending = take(3);
        at = 0;
        int header = (pending[0] & 0xff) | (pending[1] & 0xff) << 8 | (pending[2] & 0xff) << 16;
        last = (header & 1) != 0;
        boolean repeated = (header >>> 1 & 3) == 1;
        block = (repeated ? 1 : header >>> 3) + (last && checksum ? 4 : 0);
    }

    private byte[] take(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the initramfs is cut off");
        }
        return bytes;
    }
}
