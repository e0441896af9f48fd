package io.kiln.image;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.VerifiedInputStream;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.UnclosedOutputStream;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives an image that came without a manifest the one that a build would have pushed: layers compressed, and what the
 * labels say of it as annotations, too. The configuration stays, and with it the image ID. Not thread-safe.
 */
final class RegistryForm {

    private final Path folder;

    /** @param folder takes the compressed layers, and must last as long as the image is read */
    RegistryForm(Path folder) {
        this.folder = folder;
    }

    ImageSource of(Image image) throws IOException {
        OciLayout compressed = OciLayout.openOrCreate(folder);
        ImageManifest.Builder manifest = ImageManifest.builder(image.manifest().config());
        Map<Digest, Descriptor> done = new HashMap<>();
        for (Descriptor layer : image.manifest().layers()) {
            Descriptor packed = done.get(layer.digest());
            if (packed == null) {
                packed = isPlain(layer) ? compress(image, layer, compressed) : layer;
                done.put(layer.digest(), packed);
            }
            manifest.layer(packed);
        }
        ImageFacts.ofLabels(image.config().config().labels()).ifPresent(facts -> manifest.annotations(facts.labels()));
        return ImageSource.of(
                Image.of(manifest.build(), blob -> compressed.has(blob) ? compressed.open(blob) : image.open(blob)));
    }

    private static boolean isPlain(Descriptor layer) {
        return layer.mediaType().equals(MediaTypes.LAYER_TAR)
                || layer.mediaType().equals(MediaTypes.DOCKER_LAYER_TAR);
    }

    private static Descriptor compress(Image image, Descriptor layer, OciLayout to) throws IOException {
        return to.put(Compression.GZIP.mediaType(), out -> {
            try (InputStream plain = new VerifiedInputStream(image.open(layer), layer);
                    OutputStream packed = Compression.GZIP.compress(new UnclosedOutputStream(out))) {
                plain.transferTo(packed);
            }
        });
    }
}
