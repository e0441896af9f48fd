package io.kiln.image;

import io.kiln.model.Platform;
import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageReference;
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
import org.jspecify.annotations.Nullable;

/**
 * Images in registries: finds and pushes them. The client behind it is made for the first request, since most commands
 * need none. Thread-safe.
 */
public final class RegistryImages implements ImagePuller {

    private @Nullable RegistryClient client;

    private synchronized RegistryClient client() {
        if (client == null) {
            client = new RegistryClient(RegistryOptions.with(JibCredentialSource.ofUser()));
        }
        return client;
    }

    @Override
    public Image find(ImageReference reference, Platform platform) throws IOException {
        return client().pull(reference, platform.toString());
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
