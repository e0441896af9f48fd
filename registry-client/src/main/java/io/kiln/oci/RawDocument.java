package io.kiln.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * The exact bytes of a JSON document with their media type and digest. What has a digest is never written anew to be
 * hashed or sent: these bytes are. Immutable.
 */
public final class RawDocument implements Content {

    /** The largest document that is read, in bytes: what registries accept at least, by the distribution spec. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private final String mediaType;
    private final byte[] bytes;
    private final Digest digest;

    private RawDocument(String mediaType, byte[] bytes) {
        this.mediaType = mediaType;
        this.bytes = bytes;
        this.digest = Digest.of(bytes);
    }

    public static RawDocument of(String mediaType, byte[] bytes) {
        return new RawDocument(mediaType, bytes.clone());
    }

    public String mediaType() {
        return mediaType;
    }

    public Digest digest() {
        return digest;
    }

    /** The length in bytes. */
    public long size() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public InputStream newInputStream() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    /** How another document refers to this one. */
    public Descriptor descriptor() {
        return Descriptor.of(mediaType, digest, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawDocument that
                && mediaType.equals(that.mediaType)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mediaType, digest);
    }

    @Override
    public String toString() {
        return mediaType + " " + digest;
    }
}
