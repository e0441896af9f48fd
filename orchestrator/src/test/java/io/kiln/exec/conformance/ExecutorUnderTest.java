package io.kiln.exec.conformance;

import io.kiln.exec.StageExecutor;
import io.kiln.store.SnapshotStore;

/** An executor that has to pass the suite; one line in {@link Executors} is all that it takes. */
interface ExecutorUnderTest {

    /** Opens it for a store; the test closes it. */
    StageExecutor open(SnapshotStore store) throws Exception;

    /** The word of {@code --executor}. */
    String name();
}
