package io.kiln.imager;

import io.kiln.exec.InstructionCache;
import io.kiln.store.SnapshotId;
import java.util.Optional;

/** Remembers nothing: a stage of one instruction is remembered as a whole. */
final class NoInstructions implements InstructionCache {

    @Override
    public Optional<SnapshotId> snapshot(String key, Optional<SnapshotId> parent) {
        return Optional.empty();
    }

    @Override
    public void remember(String key, Optional<SnapshotId> parent, SnapshotId snapshot) {
        // the stage is remembered
    }

    @Override
    public boolean passed(String key, Optional<SnapshotId> parent) {
        return false;
    }

    @Override
    public void rememberPassed(String key, Optional<SnapshotId> parent) {
        // the stage is remembered
    }
}
