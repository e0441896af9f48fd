package io.kiln.store;

import io.kiln.oci.layer.FileSlice;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A layer whose contents are parts of one file: the names and attributes in memory, each content opened where it lies.
 * Thread-safe as long as nobody changes the index or the file.
 */
final class TarLayer {

    /* No device of the host has a negative number, so no file of a directory is taken for one of an archive. */
    private static final AtomicLong DEVICES = new AtomicLong();

    private final Path contents;
    private final TarNode root;
    private final int files;
    private final long device = DEVICES.decrementAndGet();

    TarLayer(Path contents, TarIndex index) {
        this.contents = contents;
        this.root = index.rootNode();
        this.files = index.count();
    }

    /** Reads the headers of an archive that the store wrote. */
    static TarLayer of(Path tar) throws IOException {
        try (TarReader reader = TarReader.ofHeaders(new BufferedInputStream(Files.newInputStream(tar), 1 << 13))) {
            TarIndex index = new TarIndex((entry, content) -> reader.position());
            LayerTree<TarPlace> tree = new LayerTree<>(index, warning -> {});
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                tree.add(entry, InputStream.nullInputStream());
            }
            tree.finish();
            return new TarLayer(tar, index);
        }
    }

    LayerFile root() {
        return new TarFile(this, Path.of(""), root);
    }

    /** How many names the index holds. */
    int files() {
        return files;
    }

    long device() {
        return device;
    }

    InputStream open(TarNode node) throws IOException {
        return FileSlice.open(contents, node.offset, node.size);
    }
}
