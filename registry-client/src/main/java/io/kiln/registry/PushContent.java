package io.kiln.registry;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Documents;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A manifest or index with all that must be in the repository before it.
 *
 * @param blobs the config and the layers; for an index what it names that is no manifest
 * @param source gives those blobs
 * @param children the manifests an index names
 */
record PushContent(RawDocument manifest, List<Descriptor> blobs, BlobSource source, List<PushContent> children) {

    private static final int MAX_DEPTH = 4;

    PushContent {
        blobs = List.copyOf(blobs);
        children = List.copyOf(children);
    }

    static PushContent of(Image image) {
        return of(image.manifest(), image);
    }

    static PushContent of(ImageIndex index, BlobSource source) throws IOException {
        return of(index, source, 1);
    }

    private static PushContent of(ImageManifest manifest, BlobSource source) {
        List<Descriptor> blobs = new ArrayList<>();
        blobs.add(manifest.config());
        blobs.addAll(manifest.layers());
        return new PushContent(manifest.raw(), blobs, source, List.of());
    }

    private static PushContent of(ImageIndex index, BlobSource source, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("index " + index.digest() + ": indexes are nested more than " + MAX_DEPTH + " deep");
        }
        List<Descriptor> blobs = new ArrayList<>();
        List<PushContent> children = new ArrayList<>();
        for (Descriptor child : index.manifests()) {
            if (MediaTypes.isIndex(child.mediaType())) {
                byte[] bytes = Documents.fetch(source, child).bytes();
                children.add(of(ImageIndex.read(bytes, child.mediaType()), source, depth + 1));
            } else if (MediaTypes.isManifest(child.mediaType())) {
                byte[] bytes = Documents.fetch(source, child).bytes();
                children.add(of(ImageManifest.read(bytes, child.mediaType()), source));
            } else {
                blobs.add(child);
            }
        }
        return new PushContent(index.raw(), blobs, source, children);
    }
}
