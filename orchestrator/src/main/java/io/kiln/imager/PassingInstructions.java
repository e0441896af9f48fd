package io.kiln.imager;

import io.kiln.exec.InstructionCache;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Remembers no instruction, since the stage is remembered as a whole, or made once only. Closing it removes the snapshots
 * that the instructions left, which nobody would find again.
 */
final class PassingInstructions implements InstructionCache, AutoCloseable {

    private final SnapshotStore snapshots;
    private final List<SnapshotId> left = new CopyOnWriteArrayList<>();

    PassingInstructions(SnapshotStore snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public Optional<SnapshotId> snapshot(String key, Optional<SnapshotId> parent) {
        return Optional.empty();
    }

    @Override
    public void remember(String key, Optional<SnapshotId> parent, SnapshotId snapshot) {
        left.add(snapshot);
    }

    @Override
    public boolean passed(String key, Optional<SnapshotId> parent) {
        return false;
    }

    @Override
    public void rememberPassed(String key, Optional<SnapshotId> parent) {
        // the stage is remembered
    }

    @Override
    public void close() throws IOException {
        for (SnapshotId snapshot : left) {
            snapshots.delete(snapshot);
        }
    }
}
