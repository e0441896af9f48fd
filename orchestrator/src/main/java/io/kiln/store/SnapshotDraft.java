package io.kiln.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A snapshot that is being written. Closing it removes it, unless it was committed before. Not thread-safe.
 */
public final class SnapshotDraft implements Closeable {

    private final Path directory;

    SnapshotDraft(Path directory) {
        this.directory = directory;
    }

    /** The directory that becomes the snapshot's root: mode 0755, owned by root, empty at first. */
    public Path root() {
        return directory.resolve(SnapshotForm.DIRECTORY.fileName());
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        Trees.delete(directory);
    }
}
