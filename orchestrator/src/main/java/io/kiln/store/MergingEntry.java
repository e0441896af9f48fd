package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what a stack of layers has under one name, told of each layer's file from the top down. */
final class MergingEntry {

    private final List<Path> sources = new ArrayList<>(1);
    private @Nullable Stat top;
    private boolean decided;

    /** The next file of that name, below those told before. */
    void below(Path file) throws IOException {
        if (decided) {
            return;
        }
        Stat stat = Linux.lstat(file);
        decided = !stat.isDirectory() || OverlayMarks.isOpaque(file);
        if (stat.isDirectory() || (sources.isEmpty() && !stat.isWhiteout())) {
            top = top == null ? stat : top;
            sources.add(file);
        }
    }

    Optional<MergedNode> node(Path path) {
        return top == null ? Optional.empty() : Optional.of(new MergedNode(path, sources, top));
    }
}
