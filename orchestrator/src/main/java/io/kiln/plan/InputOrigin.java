package io.kiln.plan;

import io.kiln.exec.BuildException;
import io.kiln.store.SnapshotId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Gives the layers of an input when they are needed, and not before: an image is unpacked only for a stage that runs. */
@FunctionalInterface
public interface InputOrigin {

    /** The layers, bottom first; empty if the store knows the input but no longer has its content. */
    Optional<List<SnapshotId>> layers() throws IOException, BuildException, InterruptedException;
}
