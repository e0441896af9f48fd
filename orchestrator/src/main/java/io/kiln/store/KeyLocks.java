package io.kiln.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

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
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.lock();
                return () -> {
                    try (channel) {
                        lock.release();
                    } finally {
                        mutex.unlock();
                    }
                };
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (java.nio.channels.FileLockInterruptionException e) {
            mutex.unlock();
            throw new InterruptedException("interrupted while waiting for " + key);
        } catch (IOException | RuntimeException e) {
            mutex.unlock();
            throw e;
        }
    }
}
