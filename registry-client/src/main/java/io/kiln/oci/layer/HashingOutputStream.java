package io.kiln.oci.layer;

import io.kiln.oci.Digest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Hashes and counts the bytes on their way. Not thread-safe. */
public final class HashingOutputStream extends FilterOutputStream {

    private final MessageDigest sha256 = Digest.newSha256();
    private long count;

    /** Takes the stream over: closing this closes it. */
    public HashingOutputStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        sha256.update(bytes, offset, length);
        count += length;
    }

    /** The number of bytes so far. */
    public long count() {
        return count;
    }

    /** The digest of all bytes; nothing may be written afterwards. */
    public Digest digest() {
        return Digest.ofSha256(sha256.digest());
    }
}
