package io.kiln.exec.runc;

import io.kiln.store.LinkedTree;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers that make the root of a stage, growing as its instructions run. Closing it removes the drafts among them.
 * Not thread-safe.
 */
final class RootStack implements Closeable {

    /** overlayfs takes 500 lower directories; the rest is left for the layers that a run adds by itself. */
    static final int MOST_LAYERS = 400;

    private static final int LAYERS_AFTER_MERGE = 200;

    private final SnapshotStore store;
    private final List<Path> layers = new ArrayList<>();
    private final List<SnapshotDraft> drafts = new ArrayList<>();

    RootStack(SnapshotStore store) {
        this.store = store;
    }

    /** Puts a layer on top. One that is there already moves up: overlayfs refuses the same directory twice. */
    void push(Path layer) throws IOException {
        layers.remove(layer);
        layers.add(layer);
        if (layers.size() > MOST_LAYERS) {
            mergeOldest(layers.size() - LAYERS_AFTER_MERGE);
        }
    }

    /** A layer that lives as long as this stack; it has to be pushed when it is written. */
    SnapshotDraft draft() throws IOException {
        SnapshotDraft draft = store.begin();
        drafts.add(draft);
        return draft;
    }

    /** The layers, bottom first. */
    List<Path> layers() {
        return List.copyOf(layers);
    }

    MergedTree tree() throws IOException {
        return MergedTree.of(layers);
    }

    @Override
    public void close() throws IOException {
        for (SnapshotDraft draft : drafts) {
            draft.close();
        }
    }

    /* Nothing lies below the oldest, so their whiteouts have done their work and are left out. */
    private void mergeOldest(int count) throws IOException {
        List<Path> oldest = layers.subList(0, count);
        SnapshotDraft draft = draft();
        LinkedTree.keepingOwners().writeContent(MergedTree.of(oldest).root(), draft.root());
        oldest.clear();
        layers.add(0, draft.root());
    }
}
