package io.kiln.kmod;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Unpacks the LZ4 legacy frame in which kernels are packed: after the magic number, blocks of at most 8 MiB that do not
 * refer to each other, each behind its packed size. (The LZ4 project's "Frame format", section "Legacy frame", and "Block
 * format".)
 */
final class Lz4LegacyInputStream extends InputStream {

    private static final int MAX_BLOCK = 8 << 20;
    private static final int MIN_MATCH = 4;

    private final InputStream in;
    private final byte[] block = new byte[MAX_BLOCK];
    private int size;
    private int position;

    /** Starts at the magic number, which is passed over. */
    Lz4LegacyInputStream(InputStream in) throws IOException {
        this.in = in;
        in.skipNBytes(4);
    }

    @Override
    public int read() throws IOException {
        return fill() ? block[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, size - position);
        System.arraycopy(block, position, target, at, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (position == size) {
            byte[] head = in.readNBytes(4);
            if (head.length == 0) {
                return false;
            }
            if (head.length < 4) {
                throw new EOFException("it ends inside of a block");
            }
            int packed = head[0] & 0xff | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16 | head[3] << 24;
            if (packed <= 0 || packed > MAX_BLOCK + MAX_BLOCK / 255 + 16) {
                throw new KmodFormatException("a block is said to have " + packed + " bytes");
            }
            byte[] source = in.readNBytes(packed);
            if (source.length < packed) {
                throw new EOFException("it ends inside of a block");
            }
            size = unpack(source);
            position = 0;
        }
        return true;
    }

    /** Unpacks one block; array bounds are what stops a block that lies. */
    private int unpack(byte[] source) throws KmodFormatException {
        int from = 0;
        int to = 0;
        try {
            while (from < source.length) {
                int token = source[from++] & 0xff;
                int literals = token >> 4;
                if (literals == 15) {
                    int more;
                    do {
                        more = source[from++] & 0xff;
                        literals = Math.addExact(literals, more);
                    } while (more == 255);
                }
                System.arraycopy(source, from, block, to, literals);
                from += literals;
                to += literals;
                if (from == source.length) {
                    break;
                }
                int distance = source[from] & 0xff | (source[from + 1] & 0xff) << 8;
                from += 2;
                int length = token & 15;
                if (length == 15) {
                    int more;
                    do {
                        more = source[from++] & 0xff;
                        length = Math.addExact(length, more);
                    } while (more == 255);
                }
                if (distance == 0 || distance > to) {
                    throw new KmodFormatException("a block refers to bytes before its start");
                }
                for (int end = to + length + MIN_MATCH; to < end; to++) {
                    block[to] = block[to - distance];
                }
            }
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new KmodFormatException("a block is damaged", e);
        }
        return to;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
