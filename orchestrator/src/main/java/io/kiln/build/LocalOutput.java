package io.kiln.build;

import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Copies the files of results into a folder. Existing files are replaced, others stay. The copies belong to whoever runs
 * Kiln.
 */
final class LocalOutput {

    private final SnapshotStore snapshots;

    LocalOutput(SnapshotStore snapshots) {
        this.snapshots = snapshots;
    }

    /** One result goes into the folder itself; several go below it, by name and platform as far as these differ. */
    void write(Path destination, List<BuiltTarget> built) throws IOException {
        boolean names = built.stream().map(BuiltTarget::name).distinct().count() > 1;
        boolean platforms =
                built.stream().map(b -> b.id().platform()).distinct().count() > 1;
        for (BuiltTarget target : built) {
            Path folder = destination;
            folder = names ? folder.resolve(target.name()) : folder;
            folder =
                    platforms ? folder.resolve(target.id().platform().toString().replace('/', '_')) : folder;
            Files.createDirectories(folder);
            List<Path> layers =
                    target.result().layers().stream().map(snapshots::directory).toList();
            if (!layers.isEmpty()) {
                copyChildren(MergedTree.of(layers).root(), folder);
            }
        }
    }

    private static void copyChildren(MergedNode directory, Path to) throws IOException {
        for (MergedNode child : directory.children()) {
            Path target = to.resolve(child.path().getFileName());
            if (child.isDirectory()) {
                createDirectory(target);
                copyChildren(child, target);
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(child.source()));
            } else if (child.stat().isSymbolicLink() || child.stat().isRegular()) {
                // The old entry goes first, so that nothing is ever written through a link that lies there.
                Files.copy(
                        child.source(),
                        target,
                        LinkOption.NOFOLLOW_LINKS,
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void createDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(directory);
            } catch (FileAlreadyExistsException e) {
                throw new IOException(directory + " is not a folder; move it away, or choose another dest=", e);
            }
        }
    }
}
