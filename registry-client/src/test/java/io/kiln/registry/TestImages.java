package io.kiln.registry;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** Images with layers of random bytes, the same for the same seed; notes which blobs were read. */
final class TestImages implements BlobSource {

    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    private final Set<String> opened = new ConcurrentSkipListSet<>();

    static Image image(long seed, int... layerSizes) {
        return new TestImages().newImage(seed, layerSizes);
    }

    Image newImage(long seed, int... layerSizes) {
        Random random = new Random(seed);
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"seed\":" + seed
                + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
        ImageManifest.Builder manifest =
                ImageManifest.builder(add(MediaTypes.CONFIG, config.getBytes(StandardCharsets.UTF_8)));
        for (int size : layerSizes) {
            byte[] layer = new byte[size];
            random.nextBytes(layer);
            manifest.layer(add(MediaTypes.LAYER_TAR, layer));
        }
        return Image.of(manifest.build(), this);
    }

    Descriptor add(String mediaType, byte[] content) {
        Digest digest = Digest.of(content);
        blobs.put(digest, content);
        return Descriptor.of(mediaType, digest, content.length);
    }

    Set<String> opened() {
        return new TreeSet<>(opened);
    }

    @Override
    public InputStream open(Descriptor blob) throws NoSuchFileException {
        byte[] content = blobs.get(blob.digest());
        if (content == null) {
            throw new NoSuchFileException(blob.digest().toString());
        }
        opened.add(blob.digest().toString());
        return new ByteArrayInputStream(content);
    }
}
