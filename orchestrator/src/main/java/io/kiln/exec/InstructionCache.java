package io.kiln.exec;

import io.kiln.store.SnapshotId;
import java.io.IOException;
import java.util.Optional;

/**
 * The snapshots that instructions left behind, by key and by the snapshot they ran on: what an instruction wrote belongs
 * to the files it saw, and two runs with one key need not have seen the same. The first instruction of a stage has no
 * parent; its key tells of all it ran on. Thread-safe.
 */
public interface InstructionCache {

    /** The snapshot of an instruction that ran with this key on this parent, if its content is still in the store. */
    Optional<SnapshotId> snapshot(String key, Optional<SnapshotId> parent) throws IOException;

    /** Remembers what an instruction left behind; called after the snapshot is in the store. */
    void remember(String key, Optional<SnapshotId> parent, SnapshotId snapshot) throws IOException;

    /** Whether a test with this key has passed on this parent. */
    boolean passed(String key, Optional<SnapshotId> parent) throws IOException;

    /** Remembers that a test passed on this parent. */
    void rememberPassed(String key, Optional<SnapshotId> parent) throws IOException;
}
