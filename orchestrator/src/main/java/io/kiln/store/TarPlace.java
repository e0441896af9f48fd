package io.kiln.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A place in the index of an archive: a name in a directory, or, without one, the root. */
record TarPlace(@Nullable TarNode directory, String name, TarNode root) {

    static TarPlace ofRoot(TarNode root) {
        return new TarPlace(null, "", root);
    }

    TarPlace child(String child) {
        return new TarPlace(require(), child, root);
    }

    @Nullable
    TarNode node() {
        return directory == null
                ? root
                : Objects.requireNonNull(directory.children).get(name);
    }

    TarNode require() {
        return Objects.requireNonNull(node(), name);
    }

    void put(TarNode node) {
        Objects.requireNonNull(Objects.requireNonNull(directory).children).put(name, node);
    }

    void remove() {
        Objects.requireNonNull(Objects.requireNonNull(directory).children).remove(name);
    }
}
