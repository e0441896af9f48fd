package io.kiln.exec;

import io.kiln.store.LayerFile;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotId;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers that make the root of a stage, growing as its instructions run, in the form that an executor works on. Closing
 * it removes those that were written for this stage alone. Not thread-safe.
 *
 * @param <L> what the executor calls a layer
 */
public abstract class RootLayers<L> implements Closeable {

    private final int most;
    private final List<L> layers = new ArrayList<>();

    /** @param most how many layers the executor can put on top of each other */
    protected RootLayers(int most) {
        this.most = most;
    }

    /** A snapshot as a layer. */
    public abstract L snapshot(SnapshotId id) throws IOException;

    /** Writes a layer that lives as long as this; it is not part of the root before it is pushed. */
    public abstract L write(LayerFile layer) throws IOException;

    /** The root of a layer for reading. */
    public abstract LayerFile read(L layer) throws IOException;

    /** Puts a layer on top. One that is there already moves up: no file system takes the same layer twice. */
    public void push(L layer) throws IOException {
        layers.remove(layer);
        layers.add(layer);
        if (layers.size() > most) {
            mergeOldest(layers.size() - most / 2);
        }
    }

    /** The layers, bottom first. */
    public List<L> layers() {
        return List.copyOf(layers);
    }

    /** What the layers show together. */
    public MergedTree tree() throws IOException {
        return tree(layers);
    }

    /** What some layers show together, the lowest first. */
    public MergedTree tree(List<L> some) throws IOException {
        List<LayerFile> roots = new ArrayList<>(some.size());
        for (L layer : some) {
            roots.add(read(layer));
        }
        return MergedTree.ofLayers(roots);
    }

    /* Nothing lies below the oldest, so their whiteouts have done their work and are left out. */
    private void mergeOldest(int count) throws IOException {
        List<L> oldest = layers.subList(0, count);
        L merged = write(tree(oldest).root());
        oldest.clear();
        layers.add(0, merged);
    }
}
