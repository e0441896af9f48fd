package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import io.kiln.exec.StepTask;
import io.kiln.exec.WorkingDirectory;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import io.kiln.store.LayerFile;
import io.kiln.store.SnapshotLayerContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/** Puts the sources of a step into its container, through the directories and links that earlier steps made there. */
final class ContainerSources {

    private static final Path ROOT = Path.of("/");
    private static final Path WORKING_DIRECTORY = Path.of(WorkingDirectory.PATH);
    private static final int NOT_FOUND = 404;

    private ContainerSources() {}

    static void put(StageContainer into, StepTask step) throws BuildException, IOException, InterruptedException {
        for (Map.Entry<Path, Path> source : WorkingDirectory.places(step).entrySet()) {
            put(into, source.getKey(), source.getValue());
        }
    }

    private static void put(StageContainer into, Path place, Path file)
            throws BuildException, IOException, InterruptedException {
        int depth = place.getNameCount() - 1;
        while (depth > 0 && !isThere(into, start(place, depth))) {
            depth--;
        }
        Path directory = start(place, depth);
        Path missing = directory.relativize(place);
        into.put(directory.toString(), out -> write(missing, file, out));
    }

    private static Path start(Path place, int names) {
        return names == 0 ? ROOT : ROOT.resolve(place.subpath(0, names));
    }

    /** An archive of nothing tells before much is sent for nothing. */
    private static boolean isThere(StageContainer container, Path directory)
            throws BuildException, IOException, InterruptedException {
        if (directory.equals(WORKING_DIRECTORY)) {
            return true;
        }
        try {
            container.put(directory.toString(), out -> new TarWriter(out).finish());
            return true;
        } catch (DockerEngineException e) {
            if (e.status() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static void write(Path place, Path file, OutputStream out) throws IOException {
        TarWriter tar = new TarWriter(out);
        for (int i = 1; i < place.getNameCount(); i++) {
            tar.write(TarEntry.directory(place.subpath(0, i).toString(), 0755));
        }
        LayerFile source = LayerFile.ofHost(file, place.getFileName());
        try (var content = source.open()) {
            tar.write(SnapshotLayerContent.entry(source, place.toString()), content);
        }
        tar.finish();
    }
}
