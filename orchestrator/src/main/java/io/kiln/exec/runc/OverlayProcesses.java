package io.kiln.exec.runc;

import io.kiln.exec.InstructionOutput;
import io.kiln.exec.RootProcesses;
import io.kiln.exec.StepTask;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Processes over an overlay mount.
 *
 * @param lowers the layers of the root, bottom first
 * @param upper takes what a process writes
 */
record OverlayProcesses(SnapshotStore store, ContainerRunner containers, StepTask step, List<Path> lowers, Path upper)
        implements RootProcesses {

    @Override
    public int run(List<String> arguments, InstructionOutput output) throws IOException, InterruptedException {
        return containers.run(new RunRequest(step, arguments, lowers, upper, output));
    }

    @Override
    public int probe(List<String> arguments, InstructionOutput output) throws IOException, InterruptedException {
        try (SnapshotDraft thrownAway = store.begin()) {
            return containers.run(new RunRequest(step, arguments, lowers, thrownAway.root(), output));
        }
    }

    @Override
    public Optional<MergedTree> files() throws IOException {
        return Optional.of(MergedTree.of(lowers));
    }
}
