package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.StageResult;
import io.kiln.exec.StageTask;
import io.kiln.model.Platform;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Actions;
import io.kiln.store.KilnHome;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Executes stages in containers of a Docker Engine, wherever it runs. What a killed process left there is removed when the
 * next executor is made for the same store.
 */
public final class DockerExecutor implements StageExecutor {

    /** More requests than one stage ever has open at once. */
    private static final int CONNECTIONS_A_STAGE = 6;

    private static final int ENVIRONMENT_IS_LACKING = 3;

    private final SnapshotStore store;
    private final DockerEngine engine;
    private final EngineLabels labels;
    private final RootImages images;
    private final CopiedLayers copies;
    private final LeftContainers left = new LeftContainers();
    private final CacheVolumes volumes;

    private DockerExecutor(SnapshotStore store, DockerEngine engine, EngineLabels labels) {
        this.store = store;
        this.engine = engine;
        this.labels = labels;
        KeyFinds keys = new KeyFinds(new Actions(new KilnHome(store.home())));
        this.images = new RootImages(engine, labels, keys);
        this.copies = new CopiedLayers(store, keys);
        this.volumes = new CacheVolumes(engine, labels);
    }

    /**
     * Connects to an engine and removes what dead processes left in it. The owner of the store closes it, after this.
     *
     * @param stages how many may run at once
     * @throws BuildException if there is no engine, or none that Kiln can use; the message says what to do
     */
    public static DockerExecutor open(DockerEndpoint endpoint, SnapshotStore store, int stages)
            throws BuildException, InterruptedException {
        DockerEngine engine = DockerEngine.open(endpoint, CONNECTIONS_A_STAGE * Math.max(1, stages));
        boolean opened = false;
        try {
            EngineLabels labels = EngineLabels.of(store);
            EngineThings.sweep(engine, store, labels);
            DockerExecutor executor = new DockerExecutor(store, engine, labels);
            opened = true;
            return executor;
        } finally {
            if (!opened) {
                engine.close();
            }
        }
    }

    @Override
    public String name() {
        return "docker";
    }

    /** An engine may have emulators that it does not tell of: one that has none shows when the first program starts. */
    @Override
    public void requireRunnable(Platform platform) {}

    @Override
    public StageResult execute(StageTask task, BuildEvents events) throws BuildException, InterruptedException {
        try {
            return new DockerStage(store, engine, images, copies, left, volumes, labels, task, events).run();
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException("interrupted while building " + task.stage());
            interrupted.initCause(e);
            throw interrupted;
        } catch (RuntimeException e) {
            throw engine.failure("build " + task.stage(), e); // the client throws what it likes; bugs of ours go on
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new BuildException(ENVIRONMENT_IS_LACKING, task.stage() + ": " + reason, e);
        }
    }

    @Override
    public void close() {
        try {
            left.close();
            EngineThings.awaitContainers(engine, labels);
            images.close();
        } catch (BuildException | IOException e) {
            // the engine is gone: the next start sweeps
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            engine.close();
        }
    }
}
