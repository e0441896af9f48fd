package io.kiln.image;

import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.KnownDocuments;
import java.io.IOException;

/** Finds an image in a registry; its blobs are read when they are opened. Thread-safe. */
@FunctionalInterface
public interface ImagePuller {

    /**
     * Looks the image up.
     *
     * @param known what was read of images before; what is read now is kept there
     */
    Image find(ImageReference reference, Platform platform, KnownDocuments known) throws IOException;
}
