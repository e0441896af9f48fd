package io.kiln.oci.layout;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Documents;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.io.InputStream;

/** Copies an image, or an index with all images in it, into a layout: what is referred to comes before what refers. */
final class LayoutWriter {

    private static final int MAX_DEPTH = 4;

    private final OciLayout layout;

    LayoutWriter(OciLayout layout) {
        this.layout = layout;
    }

    Descriptor write(Image image) throws IOException {
        return write(image.manifest(), image);
    }

    Descriptor write(ImageIndex index, BlobSource source) throws IOException {
        return write(index, source, 1);
    }

    private Descriptor write(ImageManifest manifest, BlobSource source) throws IOException {
        copy(manifest.config(), source);
        for (Descriptor layer : manifest.layers()) {
            copy(layer, source);
        }
        return layout.put(manifest.raw());
    }

    private Descriptor write(ImageIndex index, BlobSource source, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new LayoutException(layout.root(), "indexes are nested more than " + MAX_DEPTH + " deep");
        }
        for (Descriptor child : index.manifests()) {
            if (MediaTypes.isIndex(child.mediaType())) {
                RawDocument raw = Documents.fetch(source, child);
                write(ImageIndex.read(raw.bytes(), child.mediaType()), source, depth + 1);
            } else if (MediaTypes.isManifest(child.mediaType())) {
                RawDocument raw = Documents.fetch(source, child);
                write(ImageManifest.read(raw.bytes(), child.mediaType()), source);
            } else {
                copy(child, source);
            }
        }
        return layout.put(index.raw());
    }

    private void copy(Descriptor blob, BlobSource source) throws IOException {
        if (layout.has(blob)) {
            return;
        }
        try (InputStream in = source.open(blob)) {
            layout.put(blob, in);
        }
    }
}
