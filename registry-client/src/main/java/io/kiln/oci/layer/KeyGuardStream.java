package io.kiln.oci.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Hands the content of a file through and throws as soon as a private key has gone by, at its end at the latest. */
public final class KeyGuardStream extends FilterInputStream {

    private final String path;
    private final PrivateKeyScanner scanner = new PrivateKeyScanner();

    /** @param path what to name in {@link PrivateKeyFoundException} */
    public KeyGuardStream(InputStream in, String path) {
        super(in);
        this.path = path;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        Optional<PrivateKeyKind> found = count < 0 ? scanner.finish() : scanner.accept(buffer, offset, count);
        if (found.isPresent()) {
            throw new PrivateKeyFoundException(path, found.get());
        }
        return count;
    }
}
