package io.kiln.store;

import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Turns the tar of an OCI layer into a snapshot in overlayfs form. The archive is not trusted: nothing is written outside
 * the snapshot or through a symbolic link, and overlayfs' own marks in it are dropped. Thread-safe.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">OCI image layer</a>
 */
public final class LayerUnpacker {

    private final SnapshotStore store;
    private final Consumer<String> warnings;

    /** {@code warnings} takes a sentence for each thing that is left out. */
    public LayerUnpacker(SnapshotStore store, Consumer<String> warnings) {
        this.store = store;
        this.warnings = warnings;
    }

    /**
     * Reads an uncompressed tar to the end of the stream, closes it, and puts the snapshot into the store.
     *
     * @param origin where the layer comes from, for people: its digest
     * @throws UnsafeLayerException if an entry leads out of the layer; nothing is kept then
     */
    public SnapshotId unpack(InputStream tar, String origin) throws IOException {
        try (SnapshotDraft draft = store.begin();
                TarReader reader = new TarReader(tar)) {
            LayerTree tree = new LayerTree(draft.root(), sentence -> warnings.accept(origin + ": " + sentence));
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                tree.add(entry, reader.content());
            }
            reader.drain();
            tree.finish();
            return store.commit(draft, origin, tree.hasWhiteouts());
        }
    }
}
