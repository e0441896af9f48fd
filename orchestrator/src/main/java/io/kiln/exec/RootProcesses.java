package io.kiln.exec;

import io.kiln.store.MergedTree;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Runs processes in the root of a stage as it is now, whatever executor holds it. Used by one thread. */
public interface RootProcesses {

    /**
     * Runs a process to its end; what it leaves running ends with it.
     *
     * @return its exit status; a signal counts as 128 and its number
     * @throws ProcessStartException if it could not be started
     */
    int run(List<String> arguments, InstructionOutput output) throws IOException, BuildException, InterruptedException;

    /** Runs a process whose changes do not count. */
    int probe(List<String> arguments, InstructionOutput output)
            throws IOException, BuildException, InterruptedException;

    /** The files that the process will find, if this can be told before it runs. */
    Optional<MergedTree> files() throws IOException;
}
