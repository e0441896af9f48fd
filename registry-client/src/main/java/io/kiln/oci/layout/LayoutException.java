package io.kiln.oci.layout;

import java.io.IOException;
import java.nio.file.Path;

/** A directory that cannot be used as an OCI image layout. */
public final class LayoutException extends IOException {

    private final transient Path layout;

    LayoutException(Path layout, String problem) {
        super("The image layout in " + layout + " cannot be used: " + problem + ".");
        this.layout = layout;
    }

    /** The directory of the layout. */
    public Path layout() {
        return layout;
    }
}
