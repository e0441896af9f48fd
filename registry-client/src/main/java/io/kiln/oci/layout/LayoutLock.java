package io.kiln.oci.layout;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to change a layout's index, held by one thread of one process at a time. The operating system's locks
 * belong to a process, hence the second lock for our own threads.
 */
final class LayoutLock implements Closeable {

    private static final Map<Path, ReentrantLock> OURS = new ConcurrentHashMap<>();

    private final ReentrantLock ours;
    private final FileChannel channel;

    private LayoutLock(ReentrantLock ours, FileChannel channel) {
        this.ours = ours;
        this.channel = channel;
    }

    /** Waits for the lock. The file stays when it is given back: deleting it would let two waiters in. */
    static LayoutLock acquire(Path directory) throws IOException {
        Path file = directory.toRealPath().resolve(".index.lock");
        ReentrantLock ours = OURS.computeIfAbsent(file, p -> new ReentrantLock());
        ours.lock();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                return new LayoutLock(ours, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            ours.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            ours.unlock();
        }
    }
}
