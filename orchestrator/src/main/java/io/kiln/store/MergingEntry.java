package io.kiln.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what a stack of layers has under one name, told of each layer's file from the top down. */
final class MergingEntry {

    private final List<LayerFile> sources = new ArrayList<>(1);
    private boolean decided;

    /** The next file of that name, below those told before. */
    void below(LayerFile file) throws IOException {
        // Whether a directory is opaque is asked only where it makes a difference: the lowest layer's are the most.
        decided = decided
                || (!sources.isEmpty() && sources.get(sources.size() - 1).isOpaque());
        if (decided) {
            return;
        }
        boolean directory = file.isDirectory();
        decided = !directory;
        if (directory || (sources.isEmpty() && !file.stat().isWhiteout())) {
            sources.add(file);
        }
    }

    Optional<MergedNode> node(Path path) {
        return sources.isEmpty() ? Optional.empty() : Optional.of(new MergedNode(path, sources));
    }
}
