package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The volumes of an engine that hold the content of {@code cachePaths}. They stay. Thread-safe. */
final class CacheVolumes {

    private final DockerEngine engine;
    private final EngineLabels labels;
    private final Map<String, Boolean> made = new ConcurrentHashMap<>();

    CacheVolumes(DockerEngine engine, EngineLabels labels) {
        this.engine = engine;
        this.labels = labels;
    }

    /**
     * The volume in place of a directory of the store, made if there is none.
     *
     * @param directory its name is that of the cache, and nothing is read or written in it
     */
    String get(Path directory) throws BuildException, InterruptedException {
        String name = "kiln-cache-" + labels.store() + "-" + directory.getFileName();
        if (!made.containsKey(name)) {
            engine.call(
                    "make a volume",
                    () -> engine.client()
                            .createVolumeCmd()
                            .withName(name)
                            .withLabels(labels.kept())
                            .exec());
            made.put(name, true);
        }
        return name;
    }
}
