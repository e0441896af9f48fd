package io.kiln.exec;

import io.kiln.store.SnapshotId;
import java.io.IOException;
import java.util.Optional;

/** The snapshots that instructions left behind, by key. Thread-safe. */
public interface InstructionCache {

    /** The snapshot of an instruction that ran with this key, if its content is still in the store. */
    Optional<SnapshotId> snapshot(String key) throws IOException;

    /** Remembers what an instruction left behind; called after the snapshot is in the store. */
    void remember(String key, SnapshotId snapshot) throws IOException;

    /** Whether a test with this key has passed. */
    boolean passed(String key) throws IOException;

    /** Remembers that a test passed. */
    void rememberPassed(String key) throws IOException;
}
