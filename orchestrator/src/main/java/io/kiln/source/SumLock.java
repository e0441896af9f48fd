package io.kiln.source;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes fetches of the same sum wait for one another: threads by a lock in this process, processes by a lock on a file,
 * which the system takes from a holder that dies.
 */
final class SumLock implements AutoCloseable {

    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;

    private SumLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /** Waits for the lock. The file stays when it is given back: removing it would let two others hold it at once. */
    static SumLock acquire(Path file) throws IOException, InterruptedException {
        ReentrantLock threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), f -> new ReentrantLock());
        threads.lockInterruptibly();
        FileChannel channel = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return new SumLock(threads, channel);
        } catch (FileLockInterruptionException | ClosedByInterruptException e) {
            release(threads, channel);
            Thread.interrupted();
            throw new InterruptedException("interrupted while waiting for another download of the same source");
        } catch (IOException | RuntimeException e) {
            release(threads, channel);
            throw e;
        }
    }

    private static void release(ReentrantLock threads, @org.jspecify.annotations.Nullable FileChannel channel)
            throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            threads.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        release(threads, channel);
    }
}
