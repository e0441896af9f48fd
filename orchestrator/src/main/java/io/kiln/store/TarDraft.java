package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.oci.layer.HashingOutputStream;
import io.kiln.oci.layer.LayerContent;
import io.kiln.oci.layer.LayerProfile;
import io.kiln.oci.layer.LayerWriter;
import io.kiln.oci.layer.UnclosedOutputStream;
import io.kiln.store.SnapshotInfo.TarFacts;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The tar form of a snapshot that is being written. Closing it removes it, unless it was committed before. Not thread-safe.
 */
public final class TarDraft implements Closeable {

    private final Path directory;
    private Optional<TarFacts> facts = Optional.empty();

    TarDraft(Path directory) {
        this.directory = directory;
    }

    /**
     * Writes the layer, once. The content is trusted to be that of a layer: sorted, every directory there, links to names
     * before them, as {@link SnapshotLayerContent} gives it. Archives from elsewhere go through {@link LayerUnpacker}.
     */
    public void write(LayerContent content) throws IOException {
        write(content, !Linux.isHere());
    }

    /** @param durable whether the bytes are on the disk when this returns */
    void write(LayerContent content, boolean durable) throws IOException {
        try (FileChannel file = FileChannel.open(file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            HashingOutputStream out = new HashingOutputStream(new UnclosedOutputStream(Channels.newOutputStream(file)));
            try (OutputStream buffered = new BufferedOutputStream(out, 1 << 16)) {
                LayerWriter.write(content, LayerProfile.exchange(), buffered);
            }
            if (durable) {
                file.force(true);
            }
            facts = Optional.of(new TarFacts(out.count(), out.digest()));
        }
    }

    /** Takes an archive that was written in full, by moving it. */
    void take(Path written, TarFacts known) throws IOException {
        Files.move(written, file(), StandardCopyOption.ATOMIC_MOVE);
        if (!Linux.isHere()) {
            try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        facts = Optional.of(known);
    }

    Path directory() {
        return directory;
    }

    Path file() {
        return directory.resolve(SnapshotForm.TAR.fileName());
    }

    /** @throws IllegalStateException if nothing was written */
    TarFacts facts() {
        return facts.orElseThrow(() -> new IllegalStateException("nothing was written to the draft of a tar"));
    }

    @Override
    public void close() throws IOException {
        Trees.delete(directory);
    }
}
