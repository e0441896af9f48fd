package io.kiln.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes directories that only their owner may enter. */
final class PrivateDirectories {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateDirectories() {}

    /** Makes a directory and its parents where they are missing. */
    static Path create(Path directory) throws IOException {
        return Files.createDirectories(directory, OWNER_ONLY);
    }
}
