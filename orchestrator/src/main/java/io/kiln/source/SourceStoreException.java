package io.kiln.source;

import io.kiln.exec.BuildException;
import java.io.IOException;
import java.nio.file.Path;

/** Thrown when the store cannot be read or written. Exit code 3. */
public final class SourceStoreException extends BuildException {

    private final transient Path path;

    SourceStoreException(Path path, IOException cause) {
        super(
                3,
                "the source store " + path + " cannot be used: " + cause
                        + "\n  hint: check its permissions and the free space, or choose another store with --store",
                cause);
        this.path = path;
    }

    public Path path() {
        return path;
    }
}
