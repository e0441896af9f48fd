package io.kiln.exec.runc;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.StageResult;
import io.kiln.exec.StageTask;
import io.kiln.model.Platform;
import io.kiln.progress.BuildEvents;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Executes stages with runc over overlayfs mounts, as root, without a daemon. What runs is bound to the life of this
 * process; what a killed process left in the host's control groups is removed when the next executor is made.
 */
public final class RuncExecutor implements StageExecutor {

    private static final int ENVIRONMENT_IS_LACKING = 3;

    private final SnapshotStore store;
    private final ContainerRunner containers;

    /** The owner of the store closes it, after this. */
    public RuncExecutor(SnapshotStore store) throws IOException {
        this.store = store;
        this.containers = new ContainerRunner(store);
        ControlGroups.remove(this::isLeftBehind);
    }

    @Override
    public String name() {
        return "runc";
    }

    @Override
    public void requireRunnable(Platform platform) throws BuildException {
        ForeignBinaries.require(platform);
    }

    @Override
    public StageResult execute(StageTask task, BuildEvents events) throws BuildException, InterruptedException {
        try {
            return new StageRun(store, containers, task, events).run();
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException("interrupted while building " + task.stage());
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            throw new BuildException(ENVIRONMENT_IS_LACKING, task.stage() + ": " + describe(e), e);
        }
    }

    @Override
    public void close() {
        ControlGroups.removeQuietly(id -> id.startsWith(ContainerRunner.idPrefix(store) + store.session() + "."));
        ControlGroups.removeEmptyParents();
    }

    private boolean isLeftBehind(String containerId) {
        String prefix = ContainerRunner.idPrefix(store);
        if (!containerId.startsWith(prefix)) {
            return false;
        }
        String session = containerId.substring(prefix.length()).replaceFirst("\\.\\d+$", "");
        return !store.hasSession(session);
    }

    private static String describe(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
