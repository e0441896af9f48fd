package io.kiln.oci.archive;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Documents;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Collects the images that the index of an archive leads to. */
final class ArchivedImages {

    private static final int MAX_DEPTH = 4;

    private final ImageArchive archive;
    private final List<Image> found = new ArrayList<>();

    ArchivedImages(ImageArchive archive) {
        this.archive = archive;
    }

    List<Image> list() throws IOException {
        collect(archive.index(), 0);
        return List.copyOf(found);
    }

    private void collect(ImageIndex index, int depth) throws IOException {
        for (Descriptor child : index.manifests()) {
            if (MediaTypes.isManifest(child.mediaType())) {
                found.add(Image.load(child, archive));
            } else if (MediaTypes.isIndex(child.mediaType()) && depth < MAX_DEPTH) {
                byte[] json = Documents.fetch(archive, child).bytes();
                collect(ImageIndex.read(json, child.mediaType()), depth + 1);
            }
        }
    }
}
