package io.kiln.exec.runc;

import io.kiln.exec.Placement;
import io.kiln.linux.Linux;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The places at which a container has mounts. They are offered by a layer below all others, so that nothing need be made
 * in the layer that is written; what runc made there all the same, because a layer hides ours, is taken away again.
 */
final class MountPoints {

    private static final List<String> DIRECTORIES = List.of("/proc", "/dev", "/sys");

    private final List<Path> directories = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    MountPoints() {
        DIRECTORIES.forEach(this::directory);
    }

    void directory(String path) {
        directories.add(relative(path));
    }

    void file(String path) {
        files.add(relative(path));
    }

    /** Writes the layer that offers them. */
    void write(Path layer) throws IOException {
        for (Path directory : directories) {
            makeDirectories(layer, directory);
        }
        for (Path file : files) {
            if (file.getParent() != null) {
                makeDirectories(layer, file.getParent());
            }
            Path made = layer.resolve(file);
            if (Linux.find(made).isEmpty()) {
                Files.createFile(made);
                Linux.chmod(made, 0644);
            }
        }
    }

    /**
     * Removes from a written layer the empty files and directories that were not in the tree before. The layer is what a
     * script made it, so a place in it is looked up name by name: a symbolic link there is no way to anywhere.
     */
    void removeFrom(Path upper, MergedTree before) throws IOException {
        MergedTree written = MergedTree.of(List.of(upper));
        for (Path file : files) {
            remove(written, Placement.locate(before, file), before);
        }
        for (Path directory : directories) {
            remove(written, Placement.locate(before, directory), before);
        }
    }

    private static void remove(MergedTree written, Path path, MergedTree before) throws IOException {
        for (Path each = path; each != null && each.getNameCount() > 0; each = each.getParent()) {
            Optional<MergedNode> made = written.find(each);
            if (made.isEmpty() || before.find(each).isPresent()) {
                return;
            }
            if (!made.get().isDirectory() && made.get().stat().size() > 0) {
                return;
            }
            try {
                Files.delete(made.get().source());
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    private static void makeDirectories(Path layer, Path relative) throws IOException {
        Path at = layer;
        for (Path name : relative) {
            at = at.resolve(name);
            if (Linux.find(at).isEmpty()) {
                Files.createDirectory(at);
                Linux.chmod(at, 0755);
            }
        }
    }

    private static Path relative(String path) {
        return Path.of("/").relativize(Path.of("/").resolve(path).normalize());
    }
}
