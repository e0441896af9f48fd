package io.kiln.oci;

import java.io.IOException;

/** Content that is not what its descriptor promised: another digest, or fewer or more bytes. */
public final class BlobMismatchException extends IOException {

    private final Descriptor expected;

    private BlobMismatchException(Descriptor expected, String problem) {
        super("Blob " + expected.digest() + " (" + expected.mediaType() + ") is damaged: " + problem
                + ". Nothing of it was kept.");
        this.expected = expected;
    }

    public static BlobMismatchException digest(Descriptor expected, Digest actual) {
        return new BlobMismatchException(expected, "its content has the digest " + actual);
    }

    /** @param actual the bytes seen; for content that is too long, those read before it was given up */
    public static BlobMismatchException size(Descriptor expected, long actual) {
        String seen = actual > expected.size() ? "there are more" : "only " + actual + " came";
        return new BlobMismatchException(expected, "it should have " + expected.size() + " bytes, but " + seen);
    }

    public Descriptor expected() {
        return expected;
    }
}
