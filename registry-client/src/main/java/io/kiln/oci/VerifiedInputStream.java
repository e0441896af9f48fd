package io.kiln.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A stream that checks size and digest of a blob while it is read: the read that would return the end throws
 * {@link BlobMismatchException} instead when the content was wrong, and no more bytes than promised are ever handed
 * out. Only who reads to the end has a verified blob. Not thread-safe.
 */
public final class VerifiedInputStream extends FilterInputStream {

    private final Descriptor expected;
    private final MessageDigest sha256 = Digest.newSha256();
    private long seen;
    private boolean ended;

    /** Takes the stream over: closing this closes it. */
    public VerifiedInputStream(InputStream in, Descriptor expected) {
        super(in);
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        int count = in.read(buffer, offset, length);
        if (count < 0) {
            checkEnd();
            return -1;
        }
        seen += count;
        if (seen > expected.size()) {
            throw BlobMismatchException.size(expected, seen);
        }
        sha256.update(buffer, offset, count);
        return count;
    }

    private void checkEnd() throws IOException {
        if (seen != expected.size()) {
            throw BlobMismatchException.size(expected, seen);
        }
        Digest actual = Digest.ofSha256(sha256.digest());
        if (!actual.equals(expected.digest())) {
            throw BlobMismatchException.digest(expected, actual);
        }
        ended = true;
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

    @Override
    public void mark(int readLimit) {}

    @Override
    public void reset() throws IOException {
        throw new IOException("a verified stream cannot go back");
    }
}
