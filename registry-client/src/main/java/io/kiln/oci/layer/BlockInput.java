package io.kiln.oci.layer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A stream that knows its position and takes an end where more must come for an error. */
final class BlockInput implements Closeable {

    private final InputStream in;
    private final boolean seeks;
    private final byte[] scratch = new byte[1 << 14];
    private long position;

    /** @param seeks whether to pass over content by the stream's own skip, which streams that hash do not notice */
    BlockInput(InputStream in, boolean seeks) {
        this.in = in;
        this.seeks = seeks;
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
        long left = count;
        // A file can be skipped past its end; the last byte is read to see that it is there.
        while (seeks && left > 1) {
            long skipped = in.skip(left - 1);
            if (skipped <= 0) {
                break;
            }
            position += skipped;
            left -= skipped;
        }
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
