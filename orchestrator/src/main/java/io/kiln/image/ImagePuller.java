package io.kiln.image;

import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import java.io.IOException;

/** Finds an image in a registry; its blobs are read when they are opened. Thread-safe. */
@FunctionalInterface
public interface ImagePuller {

    Image find(ImageReference reference, Platform platform) throws IOException;
}
