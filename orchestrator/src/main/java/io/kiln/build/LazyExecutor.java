package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.StageResult;
import io.kiln.exec.StageTask;
import io.kiln.model.Platform;
import io.kiln.progress.BuildEvents;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens the executor for the first stage that runs: a build in which nothing changed needs none. */
public final class LazyExecutor implements StageExecutor {

    private final String word;
    private final SnapshotStore snapshots;
    private final int stages;
    private @Nullable StageExecutor opened;

    /**
     * The owner of the store closes it, after this.
     *
     * @param stages how many may run at once
     */
    public LazyExecutor(String word, SnapshotStore snapshots, int stages) {
        this.word = word;
        this.snapshots = snapshots;
        this.stages = stages;
    }

    @Override
    public String name() {
        return word;
    }

    @Override
    public void requireRunnable(Platform platform) throws BuildException, InterruptedException {
        open().requireRunnable(platform);
    }

    @Override
    public StageResult execute(StageTask task, BuildEvents events) throws BuildException, InterruptedException {
        return open().execute(task, events);
    }

    /** The executor, started now if it was not before. */
    synchronized StageExecutor open() throws BuildException, InterruptedException {
        if (opened == null) {
            try {
                opened = ExecutorChoice.open(word, snapshots, stages);
            } catch (IOException e) {
                throw new BuildException(3, "the executor could not be started: " + e.getMessage(), e);
            }
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
