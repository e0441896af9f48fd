package io.kiln.image;

import io.kiln.model.Platform;
import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageReference;
import io.kiln.oci.KnownDocuments;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.registry.BlobOrigins;
import io.kiln.registry.BlobOutcome;
import io.kiln.registry.PushEvents;
import io.kiln.registry.PushReport;
import io.kiln.registry.RegistryClient;
import io.kiln.registry.RegistryOptions;
import io.kiln.registry.jib.JibCredentialSource;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Images in registries: finds and pushes them. The client behind it is made for the first request, since most commands
 * need none. Thread-safe.
 */
public final class RegistryImages implements ImagePuller {

    private final Set<String> insecure;
    private @Nullable RegistryClient client;

    public RegistryImages() {
        this(Set.of());
    }

    /** @param insecure registries that speak plain http though they are not on loopback */
    public RegistryImages(Set<String> insecure) {
        this.insecure = Set.copyOf(insecure);
    }

    private synchronized RegistryClient client() {
        if (client == null) {
            client = new RegistryClient(
                    RegistryOptions.with(JibCredentialSource.ofUser()).withInsecure(insecure));
        }
        return client;
    }

    /** What a reference leads to, an index as a whole. */
    public ImageSource source(ImageReference reference) throws IOException {
        return new ImageSource(client().manifest(reference), client().blobs(reference));
    }

    /**
     * Pushes an image or a whole index, byte for byte.
     *
     * @param from repositories of the same registry that are known to have the blobs, so that nothing is sent
     */
    public PushReport push(ImageSource source, ImageReference to, BlobOrigins from, BuildEvents events)
            throws IOException {
        Optional<ImageIndex> index = source.index();
        return index.isPresent()
                ? client().push(index.get(), source.blobs(), to, from, new Reporter(events))
                : client().push(source.images().get(0), to, from, new Reporter(events));
    }

    @Override
    public Image find(ImageReference reference, Platform platform, KnownDocuments known) throws IOException {
        return client().pull(reference, platform.toString(), known);
    }

    /** Pushes one image, its blobs first and its tag last. */
    public PushReport push(Image image, ImageReference to, BuildEvents events) throws IOException {
        return client().push(image, to, BlobOrigins.none(), new Reporter(events));
    }

    /** Pushes an index with its images, each by digest, and the tag last; the store has them all. */
    public PushReport push(ImageIndex index, BlobSource source, ImageReference to, BuildEvents events)
            throws IOException {
        return client().push(index, source, to, BlobOrigins.none(), new Reporter(events));
    }

    /** Turns what a push does into the events of a build. */
    private record Reporter(BuildEvents events) implements PushEvents {

        @Override
        public void blobPushed(ImageReference to, Descriptor blob, BlobOutcome outcome) {
            events.on(new BuildEvent.BlobPushed(
                    to.toString(), blob.digest().toString(), blob.size(), outcome != BlobOutcome.SENT));
        }

        @Override
        public void manifestPushing(ImageReference to, Descriptor manifest) {
            if (to.tag().isPresent()) {
                events.on(new BuildEvent.ManifestPushed(to.toString()));
            }
        }
    }
}
