package io.kiln.registry;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.ImageReference;
import io.kiln.oci.KnownDocuments;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the image of a platform behind a reference; its blobs are read when somebody opens them. */
final class ImagePuller {

    private static final int MAX_DEPTH = 4;
    private static final String ASSUMED = "linux/amd64";

    private final RegistrySession session;
    private final ImageReference from;
    private final RepositoryDocuments documents;

    ImagePuller(RegistrySession session, ImageReference from, KnownDocuments known) {
        this.session = session;
        this.from = from;
        this.documents = new RepositoryDocuments(session, from, known);
    }

    Image pull(String platform) throws IOException {
        RawDocument document = documents.root();
        for (int depth = 0; MediaTypes.isIndex(document.mediaType()); depth++) {
            if (depth == MAX_DEPTH) {
                throw failure("indexes are nested more than " + MAX_DEPTH + " deep", "");
            }
            ImageIndex index = ImageIndex.read(document.bytes(), document.mediaType());
            document = documents.get(choose(index, platform));
        }
        ImageManifest manifest = ImageManifest.read(document.bytes(), document.mediaType());
        BlobSource blobs = new RegistryBlobs(session, from);
        return Image.of(
                manifest,
                blob -> MediaTypes.isImageConfig(blob.mediaType())
                        ? documents.get(blob).newInputStream()
                        : blobs.open(blob));
    }

    /** A child that does not say its platform is taken as linux/amd64, as Docker does. */
    private Descriptor choose(ImageIndex index, String platform) throws RegistryException {
        Optional<Descriptor> named = index.forPlatform(platform);
        if (named.isPresent()) {
            return named.get();
        }
        Optional<Descriptor> silent = platform.equals(ASSUMED)
                ? index.manifests().stream().filter(m -> m.platform().isEmpty()).findFirst()
                : Optional.empty();
        return silent.orElseThrow(() -> failure("there is no image for " + platform, "It has " + offered(index)));
    }

    private static String offered(ImageIndex index) {
        return index.manifests().stream()
                .map(m -> m.platform().orElse(ASSUMED))
                .distinct()
                .limit(20)
                .collect(Collectors.joining(", "));
    }

    private RegistryException failure(String what, String advice) {
        String action = "pulling " + from.selector();
        return new RegistryNotFoundException(
                RegistryFailure.of(action, session.endpoint(), from.repository(), what, advice), null);
    }
}
