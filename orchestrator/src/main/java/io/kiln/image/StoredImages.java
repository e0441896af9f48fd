package io.kiln.image;

import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.LayoutDocuments;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.util.Optional;

/**
 * Images whose blobs are all in the store: imported ones by their name, others pulled when they are asked for, since
 * what is read more than once should cross the network once. Thread-safe.
 */
public final class StoredImages {

    private final OciLayout layout;
    private final ImagePuller registries;

    public StoredImages(OciLayout layout, ImagePuller registries) {
        this.layout = layout;
        this.registries = registries;
    }

    /** The image of this name for this platform. */
    public Image get(ImageReference reference, Platform platform) throws IOException {
        Optional<Image> stored = new LocalImages(layout).find(reference, platform);
        return stored.isPresent()
                ? stored.get()
                : layout.image(layout.write(registries.find(reference, platform, new LayoutDocuments(layout))));
    }
}
