package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import io.kiln.exec.InstructionOutput;
import io.kiln.exec.RootProcesses;
import io.kiln.exec.StepTask;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Processes in a container, which is started for the first of them.
 *
 * @param files the root, as long as nothing has run in it
 */
record ContainerProcesses(Starting starting, StepTask step, Optional<MergedTree> files) implements RootProcesses {

    /** Gives the container, started now if it was not before. */
    @FunctionalInterface
    interface Starting {
        StageContainer container() throws BuildException, IOException, InterruptedException;
    }

    @Override
    public int run(List<String> arguments, InstructionOutput output)
            throws IOException, BuildException, InterruptedException {
        return starting.container().shell().run(arguments, step.environment(), output);
    }

    /** The stage has failed when something is probed, so the container is as good as any. */
    @Override
    public int probe(List<String> arguments, InstructionOutput output)
            throws IOException, BuildException, InterruptedException {
        return run(arguments, output);
    }
}
