package io.kiln.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The directory below {@code tmp/} in which one process keeps what is not finished. A lock on a file beside it says that
 * the process lives; the next start removes the directories of those that do not. Thread-safe; the owner closes it.
 */
public final class TempSpace implements Closeable {

    private static final String LOCK = ".lock";
    /* Closing any descriptor of a file drops all locks that this process has on it, so our own are never opened twice. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();
    private static final Object SWEEPING = new Object();

    private final Path directory;
    private final Path lockFile;
    private final FileChannel channel;
    private final AtomicLong counter = new AtomicLong();

    private TempSpace(Path directory, Path lockFile, FileChannel channel) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /** Removes what dead processes left in {@code tmp} and makes a directory for this one. */
    public static TempSpace open(Path tmp) throws IOException {
        synchronized (SWEEPING) {
            try (FileChannel guard = openLock(tmp.resolve("sweep"));
                    FileLock held = guard.lock()) {
                sweep(tmp);
                String name = ProcessHandle.current().pid() + "-" + SnapshotId.fresh();
                Path lockFile = tmp.resolve(name + LOCK);
                FileChannel channel = openLock(lockFile);
                channel.lock();
                OURS.add(lockFile);
                return new TempSpace(PrivateDirectories.create(tmp.resolve(name)), lockFile, channel);
            }
        }
    }

    /** A name that nothing has yet, below this process' directory. */
    public Path fresh(String prefix) {
        return directory.resolve(prefix + "-" + counter.incrementAndGet());
    }

    Path directory() {
        return directory;
    }

    String name() {
        return directory.getFileName().toString();
    }

    @Override
    public void close() throws IOException {
        Trees.delete(directory);
        Files.deleteIfExists(lockFile);
        OURS.remove(lockFile);
        channel.close();
    }

    private static void sweep(Path tmp) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(tmp)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    sweepDead(entry, entry.resolveSibling(entry.getFileName() + LOCK));
                }
            }
        }
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(tmp, "*" + LOCK)) {
            for (Path lock : locks) {
                Path owner = tmp.resolve(lock.getFileName().toString().replace(LOCK, ""));
                if (!OURS.contains(lock) && !Files.exists(owner)) {
                    Files.deleteIfExists(lock);
                }
            }
        }
    }

    private static void sweepDead(Path directory, Path lockFile) throws IOException {
        if (OURS.contains(lockFile)) {
            return;
        }
        try (FileChannel channel = openLock(lockFile);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Trees.delete(directory);
                Files.deleteIfExists(lockFile);
            }
        }
    }

    private static FileChannel openLock(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
