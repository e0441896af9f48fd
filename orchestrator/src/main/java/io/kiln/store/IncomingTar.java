package io.kiln.store;

import io.kiln.oci.layer.HashingOutputStream;
import io.kiln.oci.layer.LayerContent;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import io.kiln.store.SnapshotInfo.TarFacts;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the checked entries of a layer as they come. Mostly they come in the order of a layer, and then this is its archive
 * at once; else it is where the contents are kept until they are written in order. Not thread-safe; the owner closes it.
 */
final class IncomingTar implements TarIndex.Sink, Closeable {

    private static final int BLOCK = 512;

    private final TarDraft draft;
    private final HashingOutputStream out;
    private final TarWriter tar;
    private final EntryTrace trace = new EntryTrace();
    private final TarIndex index = new TarIndex(this);
    private boolean begun;

    IncomingTar(TarDraft draft) throws IOException {
        this.draft = draft;
        this.out = new HashingOutputStream(new BufferedOutputStream(Files.newOutputStream(file()), 1 << 16));
        this.tar = new TarWriter(out);
    }

    TarIndex index() {
        return index;
    }

    @Override
    public long file(TarEntry entry, InputStream content) throws IOException {
        write(entry, content);
        return out.count() - Math.floorDiv(entry.size() + BLOCK - 1, BLOCK) * BLOCK;
    }

    @Override
    public void other(TarEntry entry) throws IOException {
        write(entry, InputStream.nullInputStream());
    }

    private void write(TarEntry entry, InputStream content) throws IOException {
        if (!begun && !entry.path().isEmpty()) {
            begun = true;
            other(TarEntry.directory("", 0755)); // every layer has a root, and this is what it is if nobody says
        }
        begun = true;
        trace.add(entry);
        tar.write(entry, content);
    }

    /** Gives the draft the archive of the layer. */
    void finish() throws IOException {
        if (!begun) {
            other(TarEntry.directory("", 0755));
        }
        tar.finish();
        LayerContent layer = SnapshotLayerContent.forExchange(new TarLayer(file(), index).root());
        EntryTrace wanted = new EntryTrace();
        layer.visit((entry, content) -> wanted.add(entry));
        if (wanted.digest().equals(trace.digest())) {
            draft.take(file(), new TarFacts(out.count(), out.digest()));
        } else {
            draft.write(layer);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            tar.close();
        } finally {
            Files.deleteIfExists(file());
        }
    }

    private Path file() {
        return draft.directory().resolve("incoming.tar");
    }
}
