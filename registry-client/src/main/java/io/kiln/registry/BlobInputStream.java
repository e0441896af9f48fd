package io.kiln.registry;

import io.kiln.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A blob while it is pulled: a broken connection is taken up where it broke, and the end is reached only if digest and
 * size are right. Not thread-safe.
 */
final class BlobInputStream extends InputStream {

    private static final int MAX_RESUMES_WITHOUT_PROGRESS = 3;

    private final BlobDownload download;
    private final MessageDigest hash = Digest.newSha256();
    private InputStream in;
    private long count;
    private long brokenAt = -1;
    private int resumes;
    private boolean verified;

    /** Asks for the blob at once, so that a missing one is known when it is opened. */
    BlobInputStream(BlobDownload download) throws IOException {
        this.download = download;
        this.in = download.retrier().call(() -> download.openAt(0));
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
        int n = readOrResume(buffer, offset, length);
        if (n > 0) {
            count += n;
            if (count > download.blob().size()) {
                throw download.mismatch(download.blob().size() + " bytes", "more");
            }
            hash.update(buffer, offset, n);
        } else if (n < 0 && !verified) {
            verify();
        }
        return n;
    }

    private int readOrResume(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            IOException broken;
            try {
                int n = in.read(buffer, offset, length);
                if (n >= 0 || count >= download.blob().size()) {
                    return n;
                }
                broken = new IOException("the connection ended after " + count + " of "
                        + download.blob().size() + " bytes");
            } catch (IOException e) {
                broken = e;
            }
            resume(broken);
        }
    }

    private void resume(IOException broken) throws IOException {
        IOException known = download.broken(broken);
        resumes = count == brokenAt ? resumes + 1 : 0;
        brokenAt = count;
        boolean worthwhile = known instanceof RegistryException r && r.isRetryWorthy();
        if (!worthwhile || resumes >= MAX_RESUMES_WITHOUT_PROGRESS) {
            throw known;
        }
        in.close();
        in = download.retrier().call(() -> download.openAt(count));
    }

    private void verify() throws IOException {
        Digest actual = Digest.ofSha256(hash.digest());
        if (!actual.equals(download.blob().digest())) {
            throw download.mismatch(download.blob().digest().toString(), actual.toString());
        }
        verified = true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
