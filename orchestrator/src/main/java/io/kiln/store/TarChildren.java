package io.kiln.store;

import java.util.Arrays;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a directory of an archive holds, by name: a map while the archive is read, and then half as many bytes. */
final class TarChildren {

    private static final String[] NO_NAMES = {};
    private static final TarNode[] NO_NODES = {};

    private @Nullable TreeMap<String, TarNode> growing = new TreeMap<>();
    private String[] names = NO_NAMES;
    private TarNode[] nodes = NO_NODES;

    void put(String name, TarNode node) {
        Objects.requireNonNull(growing).put(name, node);
    }

    void remove(String name) {
        Objects.requireNonNull(growing).remove(name);
    }

    @Nullable
    TarNode get(String name) {
        if (growing != null) {
            return growing.get(name);
        }
        int at = Arrays.binarySearch(names, name);
        return at < 0 ? null : nodes[at];
    }

    int size() {
        return growing == null ? names.length : growing.size();
    }

    void forEach(BiConsumer<String, TarNode> taker) {
        if (growing != null) {
            growing.forEach(taker);
        }
        for (int i = 0; i < names.length; i++) {
            taker.accept(names[i], nodes[i]);
        }
    }

    /** Nothing can be put or removed afterwards, here and below. */
    void freeze() {
        if (growing != null) {
            names = growing.keySet().toArray(NO_NAMES);
            nodes = growing.values().toArray(NO_NODES);
            growing = null;
        }
        for (TarNode node : nodes) {
            if (node.children != null) {
                node.children.freeze();
            }
        }
    }
}
