package io.kiln.store;

import io.kiln.linux.PathBytes;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One file or directory of a {@link MergedTree}. It holds no more than its own name; children are read when asked for.
 * Seen as a file of a layer it is one of a layer without marks.
 */
public final class MergedNode implements LayerFile {

    private static final Set<String> NO_NAMES = Set.of("", ".", "..");
    private static final Path NO_NAME = Path.of("");

    private final Path path;
    private final List<? extends LayerFile> sources;
    private final Stat stat;

    MergedNode(Path path, List<? extends LayerFile> sources) {
        this.path = path;
        this.sources = sources;
        this.stat = sources.get(0).stat();
    }

    /** Where this is in the tree, absolute. */
    public Path path() {
        return path;
    }

    @Override
    public Path name() {
        Path name = path.getFileName();
        return name == null ? NO_NAME : name;
    }

    /** The attributes; for a directory those of the topmost layer's, whose attributes count. */
    @Override
    public Stat stat() {
        return stat;
    }

    @Override
    public boolean isOpaque() {
        return false; // what it hid is not in the tree
    }

    /**
     * The file on this host, for trees of directories.
     *
     * @throws IllegalStateException if its layer is only an archive
     */
    public Path source() {
        return onDisk().orElseThrow(() -> new IllegalStateException(path + " is in an archive"));
    }

    @Override
    public Optional<Path> onDisk() {
        return top().onDisk();
    }

    @Override
    public InputStream open() throws IOException {
        return top().open();
    }

    @Override
    public byte[] target() throws IOException {
        return top().target();
    }

    /** Where a symbolic link points, as a path. */
    public Path linkTarget() throws IOException {
        return PathBytes.path(target());
    }

    @Override
    public Map<String, byte[]> xattrs() throws IOException {
        return top().xattrs();
    }

    /** What is in this directory, sorted by the bytes of the name; empty for anything else. */
    @Override
    public List<MergedNode> children() throws IOException {
        if (!isDirectory()) {
            return List.of();
        }
        Map<Path, MergingEntry> found = new TreeMap<>();
        for (LayerFile directory : sources) {
            for (LayerFile child : directory.children()) {
                found.computeIfAbsent(child.name(), name -> new MergingEntry()).below(child);
            }
        }
        return found.entrySet().stream()
                .flatMap(entry -> entry.getValue().node(path.resolve(entry.getKey())).stream())
                .toList();
    }

    /** What this directory has under a name, empty if nothing, if this is no directory, or for {@code .} and {@code ..}. */
    @Override
    public Optional<MergedNode> child(Path name) throws IOException {
        if (NO_NAMES.contains(name.toString())) {
            return Optional.empty();
        }
        MergingEntry entry = new MergingEntry();
        if (isDirectory()) {
            for (LayerFile directory : sources) {
                Optional<? extends LayerFile> child = directory.child(name);
                if (child.isPresent()) {
                    entry.below(child.get());
                }
            }
        }
        return entry.node(path.resolve(name));
    }

    private LayerFile top() {
        return sources.get(0);
    }
}
