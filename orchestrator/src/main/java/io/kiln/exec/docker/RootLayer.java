package io.kiln.exec.docker;

import io.kiln.store.LayerTarFile;

/**
 * A layer of a stage's root.
 *
 * @param ofImage whether it came with an image, and was not made by a stage
 */
record RootLayer(LayerTarFile tar, boolean ofImage) {

    /** By which configurations of images name it. */
    String diffId() {
        return tar.diffId().toString();
    }
}
