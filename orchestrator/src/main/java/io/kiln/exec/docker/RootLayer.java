package io.kiln.exec.docker;

import io.kiln.store.LayerTarFile;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;

/**
 * A layer of a stage's root.
 *
 * @param ofImage whether it came with an image, and was not made by a stage
 */
record RootLayer(LayerTarFile tar, boolean ofImage) {

    /** A layer of a store, with its archive made now if there is none. */
    static RootLayer of(SnapshotStore store, SnapshotId layer) throws IOException {
        return new RootLayer(store.tar(layer), store.info(layer).isOfImage());
    }

    /** By which configurations of images name it. */
    String diffId() {
        return tar.diffId().toString();
    }
}
