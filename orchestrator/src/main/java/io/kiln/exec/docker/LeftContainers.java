package io.kiln.exec.docker;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Containers that nobody needs any more. Small ones end at once. Some that have written much stay until the end: for
 * minutes after many files were deleted, file systems (ext4 for one) create new ones several times slower, and the next
 * stage may be about to. Thread-safe; its owner closes it before the engine.
 */
final class LeftContainers implements Closeable {

    /** From how many files on a container has written much. */
    static final long MANY_FILES = 5_000;

    /** How many stay: each takes its space on the disk of the engine. */
    private static final int MOST = 4;

    private final Deque<StageContainer> large = new ArrayDeque<>();

    /** @param files how many regular files it may have written */
    synchronized void add(StageContainer container, long files) throws IOException {
        if (files < MANY_FILES) {
            container.leave();
            return;
        }
        container.keep();
        large.addLast(container);
        if (large.size() > MOST) {
            large.removeFirst().leave();
        }
    }

    /** Lets all of them end. */
    @Override
    public synchronized void close() throws IOException {
        while (!large.isEmpty()) {
            large.removeFirst().leave();
        }
    }
}
