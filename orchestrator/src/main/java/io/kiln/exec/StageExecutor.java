package io.kiln.exec;

import io.kiln.model.Platform;
import io.kiln.progress.BuildEvents;

/** Executes stages in containers. Thread-safe: several stages may run at once. */
public interface StageExecutor extends AutoCloseable {

    /** The word of {@code --executor} that chooses this one. */
    String name();

    /**
     * Refuses a platform whose programs cannot run here, as far as this can be told before one is tried.
     *
     * @throws BuildException that says what to install
     */
    void requireRunnable(Platform platform) throws BuildException, InterruptedException;

    /**
     * Runs the instructions of a stage that have no usable snapshot yet, then its {@code finalize}.
     *
     * @throws BuildException if an instruction failed, or the host refused something
     * @throws InterruptedException if the thread was interrupted; nothing of the stage is running any more then
     */
    StageResult execute(StageTask task, BuildEvents events) throws BuildException, InterruptedException;

    @Override
    void close();
}
