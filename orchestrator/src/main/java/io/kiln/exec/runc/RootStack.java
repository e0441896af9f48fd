package io.kiln.exec.runc;

import io.kiln.exec.RootLayers;
import io.kiln.store.LayerFile;
import io.kiln.store.LinkedTree;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The root of a stage as overlayfs takes it: every layer is a directory, written without copying the content of files. */
final class RootStack extends RootLayers<Path> {

    /** overlayfs takes 500 lower directories; the rest is left for the layers that a run adds by itself. */
    static final int MOST_LAYERS = 400;

    private final SnapshotStore store;
    private final List<SnapshotDraft> drafts = new ArrayList<>();

    RootStack(SnapshotStore store) {
        super(MOST_LAYERS);
        this.store = store;
    }

    @Override
    public Path snapshot(SnapshotId id) throws IOException {
        return store.directory(id);
    }

    @Override
    public Path write(LayerFile layer) throws IOException {
        SnapshotDraft draft = store.begin();
        drafts.add(draft);
        LinkedTree.keepingOwners().writeContent(layer, draft.root());
        return draft.root();
    }

    @Override
    public LayerFile read(Path layer) throws IOException {
        return LayerFile.ofDirectory(layer);
    }

    @Override
    public void close() throws IOException {
        for (SnapshotDraft draft : drafts) {
            draft.close();
        }
    }
}
