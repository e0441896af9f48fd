package io.kiln.exec.runc;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
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

    /** Removes from a written layer the empty files and directories that were not in the tree before. */
    void removeFrom(Path upper, MergedTree before) throws IOException {
        for (Path file : files) {
            remove(upper, file, before);
        }
        for (Path directory : directories) {
            remove(upper, directory, before);
        }
    }

    private static void remove(Path upper, Path path, MergedTree before) throws IOException {
        for (Path each = path; each != null; each = each.getParent()) {
            Path made = upper.resolve(each);
            Optional<Stat> stat = Linux.find(made);
            if (stat.isEmpty() || stat.get().isWhiteout() || before.find(each).isPresent()) {
                return;
            }
            if (!stat.get().isDirectory() && stat.get().size() > 0) {
                return;
            }
            try {
                Files.delete(made);
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
