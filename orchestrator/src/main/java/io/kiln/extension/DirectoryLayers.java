package io.kiln.extension;

import io.kiln.oci.layer.EntryType;
import io.kiln.store.SnapshotLayerContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Directories as the layers that would be made of them. */
record DirectoryLayers(String name, List<Path> layers) implements ExtensionSource {

    @Override
    public void visit(Visitor visitor) throws IOException, InterruptedException {
        for (int layer = 0; layer < layers.size(); layer++) {
            visit(layer, layers.get(layer), visitor);
        }
    }

    private static void visit(int layer, Path directory, Visitor visitor) throws IOException, InterruptedException {
        int[] ordinal = {0};
        Interruption interruption = new Interruption();
        SnapshotLayerContent.forImage(directory).visit((entry, file) -> {
            if (interruption.came()) {
                return;
            }
            try (InputStream content =
                    entry.type() == EntryType.FILE && entry.size() > 0 ? file.open() : InputStream.nullInputStream()) {
                visitor.entry(layer, ordinal[0]++, entry, content);
            } catch (InterruptedException e) {
                interruption.keep(e);
            }
        });
        interruption.rethrow();
    }
}
