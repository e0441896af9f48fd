package io.kiln.model.workspace;

import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads single files of a tree, within bounds: regular files of moderate size that lie in the tree. */
final class TreeFiles {

    static final int LARGEST = 4 << 20;

    private final Path root;
    private final Problems problems;

    TreeFiles(Path root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** The bytes of a file, or nothing if it cannot be used, which is reported. */
    Optional<byte[]> read(Path file, String shownAs) {
        Position at = Position.ofFile(shownAs);
        try {
            if (Files.isSymbolicLink(file) && !file.toRealPath().startsWith(root.toRealPath())) {
                problems.error(at, "is a symbolic link that leads out of the tree");
                return Optional.empty();
            }
            if (!Files.isRegularFile(file)) {
                problems.error(at, "is not a regular file");
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = in.readNBytes(LARGEST + 1);
                if (content.length <= LARGEST) {
                    return Optional.of(content);
                }
            }
            problems.error(at, "is larger than " + (LARGEST >> 20) + " MiB, which no file of a tree needs to be");
        } catch (NoSuchFileException e) {
            problems.error(at, "there is no such file");
        } catch (IOException e) {
            problems.error(at, "cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }
}
