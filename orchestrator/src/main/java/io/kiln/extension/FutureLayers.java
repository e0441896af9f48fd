package io.kiln.extension;

import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.LayerContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Layers that are not made, and perhaps never will be. */
record FutureLayers(String name, List<LayerContent> layers) implements ExtensionSource {

    @Override
    public void visit(Visitor visitor) throws IOException, InterruptedException {
        for (int layer = 0; layer < layers.size(); layer++) {
            visit(layer, layers.get(layer), visitor);
        }
    }

    private static void visit(int layer, LayerContent entries, Visitor visitor)
            throws IOException, InterruptedException {
        int[] ordinal = {0};
        Interruption interruption = new Interruption();
        entries.visit((entry, file) -> {
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
