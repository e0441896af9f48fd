package io.kiln.extension;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.VerifiedInputStream;
import io.kiln.oci.layer.Decompression;
import io.kiln.oci.layer.MalformedArchiveException;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import io.kiln.oci.layer.UnsafeEntryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** The layers of an image, wherever it lies. */
record ImageLayers(String name, Image image) implements ExtensionSource {

    private static final long MAX_LAYER = 64L << 30;

    @Override
    public void visit(Visitor visitor) throws IOException, InterruptedException {
        List<Descriptor> layers = image.manifest().layers();
        for (int layer = 0; layer < layers.size(); layer++) {
            try {
                visit(layer, layers.get(layer), visitor);
            } catch (MalformedArchiveException | UnsafeEntryException e) {
                throw new ExtensionFormatException(
                        name + " cannot be read: layer " + layers.get(layer).digest() + ": " + e.getMessage(), e);
            }
        }
    }

    private void visit(int layer, Descriptor descriptor, Visitor visitor) throws IOException, InterruptedException {
        try (InputStream blob = new VerifiedInputStream(image.open(descriptor), descriptor);
                TarReader tar = new TarReader(Decompression.open(blob, MAX_LAYER))) {
            int ordinal = 0;
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while reading the layers of " + name);
                }
                visitor.entry(layer, ordinal++, entry, tar.content());
            }
            tar.drain();
            blob.transferTo(OutputStream.nullOutputStream()); // the digest is known at the end only
        }
    }
}
