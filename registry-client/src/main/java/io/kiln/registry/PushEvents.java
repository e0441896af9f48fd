package io.kiln.registry;

import io.kiln.oci.Descriptor;
import io.kiln.oci.ImageReference;

/** Hears what a push does. Called from several threads at once; what starts is always reported as ended. */
public interface PushEvents {

    /** Hears nothing. */
    static PushEvents none() {
        return new PushEvents() {};
    }

    default void blobPushing(ImageReference to, Descriptor blob) {}

    /** Reports how many bytes of the blob have been sent in the current try. */
    default void blobProgressed(ImageReference to, Descriptor blob, long bytesSent) {}

    default void blobPushed(ImageReference to, Descriptor blob, BlobOutcome outcome) {}

    /** Fires before a manifest is written; {@code to} carries its digest. */
    default void manifestPushing(ImageReference to, Descriptor manifest) {}

    /** Fires after a manifest was written, not when that failed. */
    default void manifestPushed(ImageReference to, Descriptor manifest) {}
}
