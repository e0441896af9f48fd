package io.kiln.image;

import io.kiln.model.Platform;
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
import java.util.Optional;

/**
 * An image for one platform, or an index with one for each, as it lies somewhere: its bytes go on unchanged, so that its
 * digest stays. Thread-safe if its source of blobs is.
 *
 * @param blobs has the manifests of an index among its blobs
 */
public record ImageSource(RawDocument document, BlobSource blobs) {

    /** What a descriptor of a layout, an archive or an index leads to. */
    public static ImageSource of(Descriptor root, BlobSource blobs) throws IOException {
        return new ImageSource(Documents.fetch(blobs, root), blobs);
    }

    public static ImageSource of(Image image) {
        return new ImageSource(image.manifest().raw(), image);
    }

    /** The index, where there is one image for each platform. */
    public Optional<ImageIndex> index() throws IOException {
        return MediaTypes.isIndex(document.mediaType())
                ? Optional.of(ImageIndex.read(document.bytes(), document.mediaType()))
                : Optional.empty();
    }

    /** All images in it that are for a platform; what else an index names, such as attestations, is no image. */
    public List<Image> images() throws IOException {
        Optional<ImageIndex> index = index();
        if (index.isEmpty()) {
            return List.of(Image.of(ImageManifest.read(document.bytes(), document.mediaType()), blobs));
        }
        List<Image> images = new ArrayList<>();
        for (Descriptor child : index.get().manifests()) {
            if (MediaTypes.isManifest(child.mediaType())
                    && child.platform().filter(of -> !of.startsWith("unknown/")).isPresent()) {
                images.add(Image.load(child, blobs));
            }
        }
        return images;
    }

    /** The image of one platform alone, if there is one. */
    public Optional<ImageSource> only(Platform platform) throws IOException {
        Optional<ImageIndex> index = index();
        if (index.isEmpty()) {
            return images().get(0).config().platform().equals(platform.toString())
                    ? Optional.of(this)
                    : Optional.empty();
        }
        Optional<Descriptor> child = index.get().forPlatform(platform.toString());
        return child.isPresent() ? Optional.of(of(child.get(), blobs)) : Optional.empty();
    }
}
