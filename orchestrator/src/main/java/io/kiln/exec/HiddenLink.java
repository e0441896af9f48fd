package io.kiln.exec;

import io.kiln.store.MergedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A symbolic link that a directory of a layer above would hide: a real {@code /lib} over {@code lib -> usr/lib} takes the
 * C library away.
 */
public record HiddenLink(Path path, Path target) {

    /** Looks through the directories that both trees have. */
    public static Optional<HiddenLink> find(MergedNode lower, MergedNode upper) throws IOException {
        for (MergedNode child : upper.children()) {
            if (!child.isDirectory()) {
                continue;
            }
            Optional<MergedNode> below = lower.child(child.path().getFileName());
            if (below.isEmpty()) {
                continue;
            }
            if (below.get().stat().isSymbolicLink()) {
                return Optional.of(new HiddenLink(child.path(), below.get().linkTarget()));
            }
            Optional<HiddenLink> deeper = find(below.get(), child);
            if (deeper.isPresent()) {
                return deeper;
            }
        }
        return Optional.empty();
    }
}
