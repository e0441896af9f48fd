package io.kiln.oci.archive;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not an image archive that can be read. */
public final class ArchiveException extends IOException {

    private final transient Path archive;

    ArchiveException(Path archive, String problem) {
        super("The image archive " + archive + " cannot be read: " + problem + ".");
        this.archive = archive;
    }

    public Path archive() {
        return archive;
    }
}
