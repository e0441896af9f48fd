package io.kiln.exec;

import io.kiln.store.LayerFile;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotLayerContent;
import io.kiln.store.SnapshotStore;
import io.kiln.store.TarDraft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The root of a stage for an executor that takes archives: every layer is a snapshot, whose {@link SnapshotStore#tar} is
 * what to load. No layer need be a directory, and none becomes one.
 *
 * <pre>{@code
 * try (TarRoot root = new TarRoot(store, 100)) {
 *     InputLayers<SnapshotId> inputs = new InputLayers<>(root, store);
 *     for (StageInput input : task.inputs()) {
 *         inputs.add(input);                              // parts are placed, foreign whiteouts applied, links refused
 *     }
 *     for (SnapshotId layer : root.layers()) {
 *         LayerTarFile tar = store.tar(layer);            // file, size, diffId
 *     }
 *     ...
 * }
 * }</pre>
 *
 * The archive of a layer that was written here has the same digest each time, so a daemon that has it need not load it again.
 */
public final class TarRoot extends RootLayers<SnapshotId> {

    private final SnapshotStore store;
    private final List<SnapshotId> written = new ArrayList<>();

    /** @param most how many layers the executor can put on top of each other; beyond that the oldest are merged */
    public TarRoot(SnapshotStore store, int most) {
        super(most);
        this.store = store;
    }

    @Override
    public SnapshotId snapshot(SnapshotId id) {
        return id;
    }

    @Override
    public SnapshotId write(LayerFile layer) throws IOException {
        try (TarDraft draft = store.beginTar()) {
            draft.write(SnapshotLayerContent.forExchange(layer));
            SnapshotId id = store.commit(draft, "part of a root", false);
            written.add(id);
            return id;
        }
    }

    @Override
    public LayerFile read(SnapshotId layer) throws IOException {
        return store.layer(layer);
    }

    @Override
    public void close() throws IOException {
        for (SnapshotId id : written) {
            store.delete(id);
        }
    }
}
