package io.kiln.exec.runc;

import io.kiln.exec.InstructionCache;
import io.kiln.store.SnapshotId;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Writes the records of a stage's snapshots, each when the content of its snapshot is on the disk, while the next
 * instruction runs already. Closing it waits for the last. Used by one thread.
 */
final class SnapshotRecords implements Closeable {

    /** Waits until all that was written before is on the disk. */
    interface Sync {
        void run() throws IOException;
    }

    private final Sync sync;
    private final InstructionCache instructions;
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    SnapshotRecords(Sync sync, InstructionCache instructions) {
        this.sync = sync;
        this.instructions = instructions;
    }

    /** Takes a record, to be written after those before it. */
    void add(String key, Optional<SnapshotId> parent, SnapshotId snapshot) {
        written = written.thenRunAsync(() -> write(key, parent, snapshot), SnapshotRecords::start);
    }

    /**
     * Waits for all records, also if interrupted: what was done is not done again then.
     *
     * @throws IOException if one could not be written; those after it were not written either
     */
    @Override
    public void close() throws IOException {
        try {
            written.join();
        } catch (CompletionException e) {
            throw new IOException("what the instructions left behind could not be recorded: " + e.getCause(), e);
        }
    }

    private void write(String key, Optional<SnapshotId> parent, SnapshotId snapshot) {
        try {
            sync.run();
            instructions.remember(key, parent, snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /* A thread of its own is never interrupted, as that of the stage may be. */
    private static void start(Runnable work) {
        Thread thread = new Thread(work, "kiln-records");
        thread.setDaemon(true);
        thread.start();
    }
}
