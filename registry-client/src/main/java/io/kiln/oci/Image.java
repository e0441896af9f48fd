package io.kiln.oci;

import java.io.IOException;
import java.io.InputStream;

/**
 * One image, wherever it lies: its manifest, and the blobs that the manifest names. Layouts, archives and registries
 * give and take this form. Thread-safe if its source of blobs is.
 */
public interface Image extends BlobSource {

    ImageManifest manifest();

    /**
     * The configuration, read from its blob.
     *
     * @throws MalformedDocumentException if it is not that of a container image, as with a signature or another artifact
     */
    default ImageConfig config() throws IOException {
        Descriptor config = manifest().config();
        return ImageConfig.read(Documents.fetch(this, config).bytes(), config.mediaType());
    }

    /** How an index or a tag refers to this image. */
    default Descriptor descriptor() {
        return manifest().descriptor();
    }

    /** The image of this manifest, whose configuration and layers come from there. */
    static Image of(ImageManifest manifest, BlobSource blobs) {
        return new Image() {
            @Override
            public ImageManifest manifest() {
                return manifest;
            }

            @Override
            public InputStream open(Descriptor blob) throws IOException {
                return blobs.open(blob);
            }
        };
    }

    /**
     * Reads the manifest and gives its image.
     *
     * @throws MalformedDocumentException if the descriptor does not lead to a manifest
     */
    static Image load(Descriptor manifest, BlobSource blobs) throws IOException {
        RawDocument raw = Documents.fetch(blobs, manifest);
        return of(ImageManifest.read(raw.bytes(), manifest.mediaType()), blobs);
    }
}
