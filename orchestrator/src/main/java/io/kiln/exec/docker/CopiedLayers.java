package io.kiln.exec.docker;

import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which layers on top of a root are copied into its container, and so gone with it, instead of being part of an image.
 * Those are small ones, for which an image takes longer, and those with private keys, which must not stay in the engine:
 * an image of them would be of no use to the next process. When more stages of this one want such a layer, it goes into
 * an image nevertheless, which takes longer once, and then nothing. Thread-safe.
 */
final class CopiedLayers {

    /** In bytes. */
    private static final long SMALL = 1 << 20;

    /** Of a file in a tree of sources, in bytes. */
    private static final long COMMON_SIZE = 16 * 1024;

    /** How many stages get a copy of a layer with keys. */
    private static final int MOST_COPIES = 2;

    private final SnapshotStore store;
    private final KeyFinds keys;
    private final Map<SnapshotId, Integer> wanted = new HashMap<>();

    CopiedLayers(SnapshotStore store, KeyFinds keys) {
        this.store = store;
        this.keys = keys;
    }

    /**
     * The layers to be copied for one stage, of those that its root consists of; all that are above one of them are too.
     *
     * @param layers bottom first; at least one is left
     */
    List<SnapshotId> choose(List<SnapshotId> layers, SandboxStubs stubs) throws IOException {
        int first = layers.size();
        while (first > 1 && isCopied(layers.get(first - 1), stubs)) {
            first--;
        }
        return List.copyOf(layers.subList(first, layers.size()));
    }

    private boolean isCopied(SnapshotId layer, SandboxStubs stubs) throws IOException {
        if (store.info(layer).whiteouts()) {
            return false;
        }
        RootLayer tar = RootLayer.of(store, layer);
        boolean gainful = tar.tar().size() <= SMALL || (!tar.ofImage() && keys.in(tar) && wishes(layer) <= MOST_COPIES);
        return gainful && !stubs.isBelowMount(store.layer(layer));
    }

    /** About how many files are in these layers. */
    long files(List<SnapshotId> layers) throws IOException {
        long size = 0;
        for (SnapshotId layer : layers) {
            size += store.tar(layer).size();
        }
        return size / COMMON_SIZE;
    }

    /** How many stages have wanted a layer, with this one. */
    private synchronized int wishes(SnapshotId layer) {
        return wanted.merge(layer, 1, Integer::sum);
    }
}
