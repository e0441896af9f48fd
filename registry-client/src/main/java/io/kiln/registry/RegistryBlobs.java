package io.kiln.registry;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.ImageReference;
import io.kiln.oci.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The content of one repository as a source. Manifests have an endpoint of their own in the protocol, so the media type
 * of the descriptor decides where to ask.
 */
final class RegistryBlobs implements BlobSource {

    private final RegistrySession session;
    private final ImageReference repository;

    RegistryBlobs(RegistrySession session, ImageReference repository) {
        this.session = session;
        this.repository = repository;
    }

    /** Reads with digest and size checked on the way; the last read fails if they are wrong. */
    @Override
    public InputStream open(Descriptor blob) throws IOException {
        boolean document = MediaTypes.isIndex(blob.mediaType()) || MediaTypes.isManifest(blob.mediaType());
        try {
            return document
                    ? new ManifestEndpoint(session).get(byDigest(blob)).newInputStream()
                    : new BlobInputStream(new BlobDownload(session, repository.repository(), blob));
        } catch (RegistryNotFoundException e) {
            NoSuchFileException missing = new NoSuchFileException(e.getMessage());
            missing.initCause(e);
            throw missing;
        }
    }

    private ImageReference byDigest(Descriptor manifest) {
        return new ImageReference(
                repository.registry(), repository.repository(), Optional.empty(), Optional.of(manifest.digest()));
    }
}
