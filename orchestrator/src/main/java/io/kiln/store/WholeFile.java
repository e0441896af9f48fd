package io.kiln.store;

import io.kiln.oci.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files that appear whole or not at all, readable by everybody. */
public final class WholeFile {

    private WholeFile() {}

    /** Writes the file in place of what is there, also of a symbolic link; the folders on the way are made. */
    public static void write(Path file, Content content) throws IOException {
        replace(file, temp -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temp), 1 << 16)) {
                content.writeTo(out);
            }
        });
    }

    /**
     * Gives a file that is finished its place, as {@link #write} would. It is moved if it has no other name and lies on
     * the same file system; else it is copied, without the room that zeros would take.
     *
     * @param made a regular file, which may be gone afterwards
     */
    public static void place(Path file, Path made) throws IOException {
        if (!Files.isRegularFile(made, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(made + " is no regular file");
        }
        boolean movable = Integer.valueOf(1).equals(Files.getAttribute(made, "unix:nlink"));
        replace(file, temp -> {
            if (!movable || !move(made, temp)) {
                SparseCopy.of(made, temp);
            }
        });
    }

    private static boolean move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (AtomicMoveNotSupportedException e) {
            return false; // another file system
        }
    }

    @FunctionalInterface
    private interface Filler {
        void fill(Path temp) throws IOException;
    }

    private static void replace(Path file, Filler filler) throws IOException {
        Path target = file.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null) {
            throw new IOException(target + " is not a file that can be written");
        }
        Files.createDirectories(parent);
        Path temp = Files.createTempFile(parent, ".kiln-", ".new");
        try {
            filler.fill(temp);
            Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temp);
        }
    }
}
