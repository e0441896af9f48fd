package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import io.kiln.store.SnapshotStore;

/**
 * What was removed from an engine.
 *
 * @param images that stages ran on
 * @param caches volumes of {@code cachePaths}
 */
public record EngineSpace(int images, int caches) {

    /**
     * Removes from an engine all that Kiln has kept there for a store, and what killed processes left.
     *
     * @throws BuildException if there is no engine, or it refuses
     */
    public static EngineSpace free(DockerEndpoint endpoint, SnapshotStore store)
            throws BuildException, InterruptedException {
        try (DockerEngine engine = DockerEngine.open(endpoint, 1)) {
            EngineLabels labels = EngineLabels.of(store);
            EngineThings.sweep(engine, store, labels);
            return EngineThings.collect(engine, labels);
        }
    }
}
