package io.kiln.kmod;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Content that can be read at any offset without being held in memory as a whole. Not thread-safe. */
interface Bytes extends Closeable {

    long size();

    /** Copies exactly {@code length} bytes; the caller has checked that they are there. */
    void copy(long offset, byte[] target, int at, int length) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * The bytes of this range.
     *
     * @throws KmodFormatException if the range does not lie inside, {@code what} being named as the thing sought
     */
    default byte[] read(long offset, int length, String what) throws IOException {
        if (offset < 0 || length < 0 || offset > size() - length) {
            throw new KmodFormatException(
                    what + " should be " + length + " bytes at offset " + offset + ", but there are only " + size());
        }
        byte[] bytes = new byte[length];
        copy(offset, bytes, 0, length);
        return bytes;
    }

    /** Like {@link #read}, as a buffer in this byte order. */
    default ByteBuffer buffer(long offset, int length, ByteOrder order, String what) throws IOException {
        return ByteBuffer.wrap(read(offset, length, what)).order(order);
    }

    /** Whether exactly these bytes stand there. */
    default boolean matches(long offset, byte[] expected) throws IOException {
        return offset >= 0
                && offset <= size() - expected.length
                && java.util.Arrays.equals(read(offset, expected.length, "magic"), expected);
    }

    /** A stream over a range, which stays inside this content; closing it closes nothing. */
    default InputStream stream(long offset, long length) {
        return new BytesInputStream(this, offset, length);
    }
}
