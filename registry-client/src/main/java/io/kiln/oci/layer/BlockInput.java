package io.kiln.oci.layer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A stream that knows its position and takes an end where more must come for an error. */
final class BlockInput implements Closeable {

    private final InputStream in;
    private long position;

    BlockInput(InputStream in) {
        this.in = in;
    }

    long position() {
        return position;
    }

    /** The next header block, or null if the stream ends before it. */
    @Nullable
    TarBlock block() throws IOException {
        byte[] bytes = in.readNBytes(TarBlock.SIZE);
        position += bytes.length;
        if (bytes.length == 0) {
            return null;
        }
        if (bytes.length < TarBlock.SIZE) {
            throw cutOff();
        }
        return new TarBlock(bytes);
    }

    /** At least one byte. */
    int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count < 0) {
            throw cutOff();
        }
        position += count;
        return count;
    }

    /** The content of a header, with its padding gone too. */
    byte[] content(long size, int max, String what) throws IOException {
        if (size > max) {
            throw MalformedArchiveException.of(what + " has " + size + " bytes, and no more than " + max + " are read");
        }
        byte[] content = in.readNBytes((int) size);
        position += content.length;
        if (content.length < size) {
            throw cutOff();
        }
        skip(TarBlock.padding(size));
        return content;
    }

    void skip(long count) throws IOException {
        byte[] scratch = new byte[(int) Math.min(count, 1 << 16)];
        long left = count;
        while (left > 0) {
            left -= read(scratch, 0, (int) Math.min(left, scratch.length));
        }
    }

    void drain() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static MalformedArchiveException cutOff() {
        return MalformedArchiveException.of("it is cut off");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
