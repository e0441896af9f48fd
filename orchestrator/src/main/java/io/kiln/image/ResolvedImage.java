package io.kiln.image;

import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;

/** An image that a reference named at the moment when it was looked up; all further use goes by its digest. */
public record ResolvedImage(ImageReference reference, Image image) {

    public Digest digest() {
        return image.manifest().digest();
    }
}
