package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One file or directory of a {@link MergedTree}. It holds no more than its own name; children are read when asked for.
 */
public final class MergedNode {

    private static final Set<String> NO_NAMES = Set.of("", ".", "..");

    private final Path path;
    private final List<Path> sources;
    private final Stat stat;

    MergedNode(Path path, List<Path> sources, Stat stat) {
        this.path = path;
        this.sources = sources;
        this.stat = stat;
    }

    /** Where this is in the tree, absolute. */
    public Path path() {
        return path;
    }

    /** The file on disk; for a directory the topmost one, whose attributes count. */
    public Path source() {
        return sources.get(0);
    }

    /** The attributes of {@link #source()}. */
    public Stat stat() {
        return stat;
    }

    public boolean isDirectory() {
        return stat.isDirectory();
    }

    /** What is in this directory, sorted by the bytes of the name; empty for anything else. */
    public List<MergedNode> children() throws IOException {
        if (!isDirectory()) {
            return List.of();
        }
        Map<Path, MergingEntry> found = new TreeMap<>();
        for (Path directory : sources) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    found.computeIfAbsent(entry.getFileName(), name -> new MergingEntry())
                            .below(entry);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return found.entrySet().stream()
                .flatMap(entry -> entry.getValue().node(path.resolve(entry.getKey())).stream())
                .toList();
    }

    /** What this directory has under a name, empty if nothing, if this is no directory, or for {@code .} and {@code ..}. */
    public Optional<MergedNode> child(Path name) throws IOException {
        if (NO_NAMES.contains(name.toString())) {
            return Optional.empty();
        }
        MergingEntry entry = new MergingEntry();
        if (isDirectory()) {
            for (Path directory : sources) {
                Path candidate = directory.resolve(name);
                if (Linux.find(candidate).isPresent()) {
                    entry.below(candidate);
                }
            }
        }
        return entry.node(path.resolve(name));
    }
}
