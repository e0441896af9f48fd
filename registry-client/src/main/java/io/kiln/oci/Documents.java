package io.kiln.oci;

import java.io.IOException;
import java.io.InputStream;

/** Fetches documents from where blobs come from, bounded and verified. */
public final class Documents {

    private Documents() {}

    /**
     * Reads a document whole.
     *
     * @throws BlobMismatchException if the content is not what the descriptor says
     * @throws MalformedDocumentException if it is larger than {@link RawDocument#MAX_BYTES}
     */
    public static RawDocument fetch(BlobSource blobs, Descriptor document) throws IOException {
        if (document.size() > RawDocument.MAX_BYTES) {
            throw new MalformedDocumentException(
                    "document " + document.digest(),
                    "",
                    "it has " + document.size() + " bytes, and no more than " + RawDocument.MAX_BYTES + " are read");
        }
        try (InputStream in = new VerifiedInputStream(blobs.open(document), document)) {
            return RawDocument.of(document.mediaType(), in.readAllBytes());
        }
    }

    /**
     * Reads an index or a manifest that came without a media type: it is what it says, or what it looks like.
     *
     * @throws MalformedDocumentException if it is neither
     */
    public static RawDocument ofUnknownType(byte[] json) throws MalformedDocumentException {
        return DocumentNode.parse("document", json).has("manifests")
                ? ImageIndex.read(json, "").raw()
                : ImageManifest.read(json).raw();
    }
}
