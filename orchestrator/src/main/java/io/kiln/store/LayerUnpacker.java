package io.kiln.store;

import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.function.Consumer;

/**
 * Turns the tar of an OCI layer into a snapshot. The archive is not trusted: nothing is written outside the snapshot or
 * through a symbolic link, and overlayfs' own marks in it are dropped. Thread-safe.
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
     * Reads an uncompressed tar to the end of the stream, closes it, and puts the snapshot into the store: as a directory
     * where that can be, else as an archive.
     *
     * @param origin where the layer comes from, for people: its digest
     * @throws UnsafeLayerException if an entry leads out of the layer; nothing is kept then
     */
    public SnapshotId unpack(InputStream tar, String origin) throws IOException {
        if (store.directoryProblem().isPresent()) {
            return unpackToTar(tar, origin);
        }
        try (TarReader reader = new TarReader(tar);
                SnapshotDraft draft = store.begin()) {
            boolean whiteouts = fill(new DirectoryTarget(draft.root()), reader, origin);
            return store.commit(draft, origin, whiteouts);
        }
    }

    /**
     * As {@link #unpack}, but the snapshot is an archive, whatever the host. Its bytes are the same as those of the archive
     * of a snapshot that {@link #unpack} made of the same tar.
     */
    public SnapshotId unpackToTar(InputStream tar, String origin) throws IOException {
        try (TarReader reader = new TarReader(tar);
                TarDraft draft = store.beginTar()) {
            boolean whiteouts;
            try (IncomingTar incoming = new IncomingTar(draft)) {
                whiteouts = fill(incoming.index(), reader, origin);
                incoming.finish();
            }
            return store.commit(draft, origin, whiteouts);
        }
    }

    private <P> boolean fill(LayerTarget<P> target, TarReader reader, String origin) throws IOException {
        LayerTree<P> tree = new LayerTree<>(target, sentence -> warnings.accept(origin + ": " + sentence));
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while unpacking " + origin);
            }
            tree.add(entry, reader.content());
        }
        reader.drain();
        tree.finish();
        return tree.hasWhiteouts();
    }
}
