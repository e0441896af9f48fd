package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The archive of one place in a container, symbolic links to it followed. The caller closes it.
 *
 * @param first what is at the place: its path is empty for a directory, the name for a file
 */
record ContainerArchive(TarReader tar, TarEntry first) implements Closeable {

    private static final int MOST_LINKS = 40;
    private static final int NOT_FOUND = 404;

    /**
     * Opens it.
     *
     * @throws FileNotFoundException if nothing is there
     * @throws FileSystemLoopException after 40 links
     */
    static ContainerArchive open(StageContainer container, Path place)
            throws BuildException, IOException, InterruptedException {
        Path at = place;
        for (int links = 0; links <= MOST_LINKS; links++) {
            ContainerArchive directory = tryOpen(container, at.equals(Path.of("/")) ? "/." : at + "/.");
            if (directory != null) {
                return directory;
            }
            ContainerArchive file = tryOpen(container, at.toString());
            if (file == null) {
                throw new FileNotFoundException(place.toString());
            }
            if (file.first().type() != EntryType.SYMLINK) {
                return file;
            }
            String target = file.first().linkName();
            file.close();
            at = at.resolveSibling(target);
        }
        throw new FileSystemLoopException(place.toString());
    }

    /** Null if there is nothing, or no directory where one is asked for. */
    private static @Nullable ContainerArchive tryOpen(StageContainer container, String path)
            throws BuildException, IOException, InterruptedException {
        InputStream stream;
        try {
            stream = container.archive(path);
        } catch (DockerEngineException e) {
            String said = String.valueOf(e.getMessage());
            if (e.status() == NOT_FOUND || said.contains("not a directory")) {
                return null;
            }
            if (said.contains("too many") && said.contains("links")) {
                throw new FileSystemLoopException(path);
            }
            throw e;
        }
        TarReader tar = new TarReader(stream);
        TarEntry first = tar.next();
        if (first == null) {
            tar.close();
            throw new IOException("the engine gave an empty archive of " + path);
        }
        return new ContainerArchive(tar, first);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
