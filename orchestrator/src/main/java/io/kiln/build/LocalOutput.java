package io.kiln.build;

import io.kiln.linux.Linux;
import io.kiln.linux.LinuxException;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
            MergedTree result = snapshots.tree(target.result().layers());
            if (!result.isEmpty()) {
                copyChildren(result.root(), folder);
            }
        }
    }

    private static void copyChildren(MergedNode directory, Path to) throws IOException {
        for (MergedNode child : directory.children()) {
            Path target = to.resolve(child.name());
            if (child.isDirectory()) {
                createDirectory(target);
                copyChildren(child, target);
                setMode(child, target);
            } else if (child.stat().isSymbolicLink()) {
                Files.deleteIfExists(target);
                Files.createSymbolicLink(target, child.linkTarget());
            } else if (child.stat().isRegular()) {
                copy(child, target);
            }
        }
    }

    private static void copy(MergedNode file, Path target) throws IOException {
        // The old entry goes first, so that nothing is ever written through a link that lies there.
        Files.deleteIfExists(target);
        try (InputStream in = file.open()) {
            Files.copy(in, target);
        }
        setMode(file, target);
        setXattrs(file, target);
        Files.setLastModifiedTime(target, file.stat().mtime());
    }

    private static void setMode(MergedNode node, Path target) throws IOException {
        Files.setAttribute(target, "unix:mode", node.stat().permissions());
    }

    private static void setXattrs(MergedNode file, Path target) throws IOException {
        for (Map.Entry<String, byte[]> xattr :
                Linux.isHere() ? file.xattrs().entrySet() : Set.<Map.Entry<String, byte[]>>of()) {
            try {
                Linux.setXattr(target, xattr.getKey(), xattr.getValue());
            } catch (LinuxException e) {
                if (e.errno() != LinuxException.EPERM && e.errno() != LinuxException.EOPNOTSUPP) {
                    throw e;
                } // the folder is of somebody who may not, or on a file system that has none, as with any copy
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
