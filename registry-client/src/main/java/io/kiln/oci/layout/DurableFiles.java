package io.kiln.oci.layout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes names survive a power failure. */
final class DurableFiles {

    private DurableFiles() {}

    /** Writes the entries of a directory to the disk, so that a rename in it is kept. */
    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
