package io.kiln.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One lock a key, held against the other threads of this process and against other processes on the same store. The
 * operating system gives a lock back when its holder dies, so nobody waits for the dead. Thread-safe.
 */
public final class KeyLocks {

    private static final ConcurrentHashMap<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

    private final KilnHome home;

    public KeyLocks(KilnHome home) {
        this.home = home;
    }

    /** A lock that is held until it is closed, by the thread that took it. */
    public interface Held extends Closeable {
        @Override
        void close() throws IOException;
    }

    /**
     * Waits for the lock of this key.
     *
     * @throws InterruptedException if interrupted while another thread of this process holds it
     */
    public Held acquire(String key) throws IOException, InterruptedException {
        Path file = home.locks().resolve(key);
        ReentrantLock mutex = IN_PROCESS.computeIfAbsent(file, ignored -> new ReentrantLock());
        mutex.lockInterruptibly();
        FileChannel channel = null;
        try {
            Files.createDirectories(home.locks());
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            FileChannel locked = channel;
            return () -> release(mutex, locked);
        } catch (FileLockInterruptionException | ClosedByInterruptException e) {
            release(mutex, channel);
            Thread.interrupted(); // the exception says it
            throw new InterruptedException("interrupted while waiting for the lock of " + key);
        } catch (IOException | RuntimeException e) {
            release(mutex, channel);
            throw e;
        }
    }

    /** Closing the channel gives the lock back; the file stays, since removing it would let two others hold it at once. */
    private static void release(ReentrantLock mutex, @Nullable FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            mutex.unlock();
        }
    }
}
