package io.kiln.oci.layer;

import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Stops a stream that unpacks to more than is allowed, and says in one way that compressed content is damaged. */
final class BoundedInputStream extends FilterInputStream {

    private final long max;
    private long seen;

    BoundedInputStream(InputStream in, long max) {
        super(in);
        this.max = max;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(buffer, offset, length);
        } catch (ZipException | ZstdIOException | EOFException e) {
            throw MalformedArchiveException.of("its compressed content is damaged or cut off (" + e.getMessage() + ")");
        }
        seen += Math.max(count, 0);
        if (seen > max) {
            throw MalformedArchiveException.of("it unpacks to more than " + max + " bytes");
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] scratch = new byte[(int) Math.min(Math.max(count, 0), 8192)];
        long skipped = 0;
        while (skipped < count) {
            int got = read(scratch, 0, (int) Math.min(scratch.length, count - skipped));
            if (got < 0) {
                break;
            }
            skipped += got;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
