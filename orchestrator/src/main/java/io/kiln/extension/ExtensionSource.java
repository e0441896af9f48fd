package io.kiln.extension;

import io.kiln.oci.Image;
import io.kiln.oci.layer.LayerContent;
import io.kiln.oci.layer.TarEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The layers of what may be an extension, entry by entry as they are or would be in an archive. */
public interface ExtensionSource {

    /** What to call it in a message. */
    String name();

    /** Hands over every entry of every layer, lowest layer first, in the order of the layer. */
    void visit(Visitor visitor) throws IOException, InterruptedException;

    /** Takes entries. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Takes one entry.
         *
         * @param layer counted from 0
         * @param ordinal of the entry in its layer, from 0
         * @param content of a file, good during this call only
         */
        void entry(int layer, int ordinal, TarEntry entry, InputStream content)
                throws IOException, InterruptedException;
    }

    /** An image; its layers are read once and their digests checked. */
    static ExtensionSource ofImage(String name, Image image) {
        return new ImageLayers(name, image);
    }

    /**
     * The layers that would be made of something, bottom first: of the snapshots of a stage result, or of a directory that
     * is laid out like the root of an extension.
     */
    static ExtensionSource ofLayers(String name, List<LayerContent> layers) {
        return new FutureLayers(name, layers);
    }
}
