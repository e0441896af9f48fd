package io.kiln.registry.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that are there whole or not at all, also after a crash: written aside, synced, renamed. */
final class AtomicFiles {

    private final Path temp;

    AtomicFiles(Path temp) {
        this.temp = temp;
    }

    void write(Path file, byte[] content) throws IOException {
        Path aside = temp.resolve(UUID.randomUUID().toString());
        try (FileChannel out = FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
        move(aside, file);
    }

    /** Moves a file that is written and synced already to where it is seen. */
    static void move(Path aside, Path file) throws IOException {
        Path directory = parent(file);
        createDirectories(directory);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
    }

    static boolean delete(Path file) throws IOException {
        boolean was = Files.deleteIfExists(file);
        if (was) {
            sync(parent(file));
        }
        return was;
    }

    private static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = parent(directory);
        createDirectories(parent);
        Files.createDirectories(directory);
        sync(parent);
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("'" + file + "' is the root of the file system");
        }
        return parent;
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
