package io.kiln.registry;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Documents;
import io.kiln.oci.ImageReference;
import io.kiln.oci.KnownDocuments;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.util.Optional;

/** The documents that a reference leads to; the registry is asked for those alone that are not known. */
final class RepositoryDocuments {

    private final RegistrySession session;
    private final ImageReference from;
    private final KnownDocuments known;

    RepositoryDocuments(RegistrySession session, ImageReference from, KnownDocuments known) {
        this.session = session;
        this.from = from;
        this.known = known;
    }

    /** What the reference itself names: a tag is asked for each time, since it may have moved. */
    RawDocument root() throws IOException {
        Optional<byte[]> kept = from.digest().isPresent() ? find(from.digest().get()) : Optional.empty();
        if (kept.isPresent()) {
            return Documents.ofUnknownType(kept.get());
        }
        RawDocument asked = new ManifestEndpoint(session).get(from);
        if (Documents.ofUnknownType(asked.bytes()).equals(asked)) {
            known.keep(asked);
        }
        return asked;
    }

    /** A document that another one names. */
    RawDocument get(Descriptor document) throws IOException {
        Optional<byte[]> kept = find(document.digest());
        if (kept.isPresent()) {
            return RawDocument.of(document.mediaType(), kept.get());
        }
        boolean manifest = MediaTypes.isIndex(document.mediaType()) || MediaTypes.isManifest(document.mediaType());
        RawDocument asked = manifest
                ? new ManifestEndpoint(session).get(from.withDigest(document.digest()))
                : Documents.fetch(new RegistryBlobs(session, from), document);
        known.keep(asked);
        return asked;
    }

    /** One that was damaged where it is kept is as good as none. */
    private Optional<byte[]> find(Digest digest) throws IOException {
        return known.find(digest).filter(bytes -> Digest.of(bytes).equals(digest));
    }
}
