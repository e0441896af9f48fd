package io.kiln.oci.layout;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is being written beside its place, and gets its name only when it is complete and on the disk. Its writer
 * holds a lock on it, so that leftovers of a crash can be told from files in use. Closing without
 * {@link #moveTo} deletes it.
 */
final class TempFile implements Closeable {

    private static final String PREFIX = ".tmp-";
    private static final Duration YOUNG = Duration.ofMinutes(10);

    // Closing any channel of a file gives up all locks this process has on it, so our own files are never probed.
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path path;
    private final FileChannel channel;

    private TempFile(Path directory, Path path, FileChannel channel) {
        this.directory = directory;
        this.path = path;
        this.channel = channel;
    }

    static TempFile in(Path directory) throws IOException {
        Path path = directory.resolve(PREFIX + UUID.randomUUID());
        OURS.add(path);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        TempFile temp = new TempFile(directory, path, channel);
        try {
            channel.lock();
            return temp;
        } catch (IOException e) {
            temp.close();
            throw e;
        }
    }

    OutputStream stream() {
        return Channels.newOutputStream(channel);
    }

    /** Gives the file its name, in place of any file there; afterwards both content and name are on the disk. */
    void moveTo(Path target) throws IOException {
        channel.force(true);
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFiles.syncDirectory(directory);
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(path);
        } finally {
            channel.close();
            OURS.remove(path);
        }
    }

    /** Deletes what writers that no longer live left in a directory. */
    static void sweep(Path directory) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path leftover : leftovers) {
                if (!OURS.contains(leftover)) {
                    deleteIfAbandoned(leftover);
                }
            }
        }
    }

    private static void deleteIfAbandoned(Path file) throws IOException {
        try {
            // A writer has a moment between making its file and locking it; only older files are looked at.
            if (Files.getLastModifiedTime(file)
                    .toInstant()
                    .isAfter(Instant.now().minus(YOUNG))) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            return; // finished meanwhile, or in use by us under another name of the directory
        }
    }
}
