package io.kiln.oci;

import java.io.IOException;
import java.util.Optional;

/**
 * The documents of images that were read before: indexes, manifests and configurations. What a digest names never
 * changes, so none of them has to be asked for twice. Thread-safe.
 */
public interface KnownDocuments {

    /** Knows nothing, and keeps nothing. */
    KnownDocuments NONE = new KnownDocuments() {
        @Override
        public Optional<byte[]> find(Digest digest) {
            return Optional.empty();
        }

        @Override
        public void keep(RawDocument document) {}
    };

    /** The bytes of this digest, at most {@link RawDocument#MAX_BYTES}; whoever asks verifies them. */
    Optional<byte[]> find(Digest digest) throws IOException;

    void keep(RawDocument document) throws IOException;
}
