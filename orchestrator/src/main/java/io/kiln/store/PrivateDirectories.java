package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes directories that only their owner may enter: what containers wrote in them may be set-uid. */
final class PrivateDirectories {

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(OWNER);
    private static final int OTHERS = 0077;

    private static final Set<String> OF_A_STORE = Set.of(
            "actions",
            "blobs",
            "caches",
            "index.json",
            ".index.lock",
            "locks",
            "logs",
            "oci-layout",
            "registry",
            "snapshots",
            "sources",
            "tmp");

    private PrivateDirectories() {}

    /** Makes a directory and its parents where they are missing; one that is there stays as it is. */
    static Path create(Path directory) throws IOException {
        return Files.createDirectories(directory, OWNER_ONLY);
    }

    /** Makes a directory where it is missing, and takes it from others if it is there and ours. */
    static Path enforce(Path directory) throws IOException {
        create(directory);
        Stat stat = Linux.lstat(directory);
        boolean ours = stat.isDirectory()
                && (!Linux.isHere()
                        || stat.uid() == Linux.lstat(Path.of("/proc/self")).uid());
        if (ours && (stat.permissions() & OTHERS) != 0) {
            Files.setPosixFilePermissions(directory, OWNER);
        }
        return directory;
    }

    /** Whether a directory holds nothing but what a store does, so that nobody else has business there. */
    static boolean isOnlyAStore(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (!OF_A_STORE.contains(entry.getFileName().toString())) {
                    return false;
                }
            }
            return true;
        }
    }
}
