package io.kiln.oci.layer;

import io.kiln.oci.BlobSink;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A layer that was written: the blob as manifests name it, and the digest of its uncompressed tar as configurations do.
 *
 * @param uncompressedSize in bytes
 */
public record LayerBlob(Descriptor descriptor, Digest diffId, long uncompressedSize) {

    /**
     * Writes a layer as a blob; tar, both digests and compression in one pass.
     *
     * @throws PrivateKeyFoundException if the profile forbids a key that is there; no blob is left then
     */
    public static LayerBlob write(LayerContent content, LayerProfile profile, Compression compression, BlobSink sink)
            throws IOException {
        HashingOutputStream[] tar = new HashingOutputStream[1];
        Descriptor blob = sink.put(compression.mediaType(), out -> {
            try (OutputStream packed = compression.compress(new UnclosedOutputStream(out))) {
                tar[0] = new HashingOutputStream(packed);
                LayerWriter.write(content, profile, tar[0]);
            }
        });
        return new LayerBlob(blob, tar[0].digest(), tar[0].count());
    }
}
