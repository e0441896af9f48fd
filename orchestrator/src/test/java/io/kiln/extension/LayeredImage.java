package io.kiln.extension;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageConfigBuilder;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An image whose layers a test lays out entry by entry. */
public final class LayeredImage {

    private record Entry(TarEntry tar, byte[] content) {}

    private final String platform;
    private final List<List<Entry>> layers = new ArrayList<>(List.of(new ArrayList<>()));

    private final List<byte[]> rawLayers = new ArrayList<>();

    public LayeredImage(String platform) {
        this.platform = platform;
    }

    public LayeredImage layer() {
        layers.add(new ArrayList<>());
        return this;
    }

    public LayeredImage directories(String... paths) {
        for (String path : paths) {
            entry(TarEntry.directory(path, 0755));
        }
        return this;
    }

    public LayeredImage file(String path, int mode, byte[] content) {
        layers.get(layers.size() - 1).add(new Entry(TarEntry.file(path, mode, content.length), content));
        return this;
    }

    public LayeredImage file(String path, String content) {
        return file(path, 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A layer of these bytes instead, whatever they are. */
    public LayeredImage rawLayer(byte[] bytes) {
        rawLayers.add(bytes);
        return this;
    }

    public LayeredImage entry(TarEntry entry) {
        layers.get(layers.size() - 1).add(new Entry(entry, new byte[0]));
        return this;
    }

    public Image build() throws IOException {
        Map<Digest, byte[]> blobs = new HashMap<>();
        List<Descriptor> descriptors = new ArrayList<>();
        for (List<Entry> layer : layers) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (TarWriter tar = new TarWriter(out)) {
                for (Entry entry : layer) {
                    tar.write(entry.tar(), new ByteArrayInputStream(entry.content()));
                }
            }
            add(out.toByteArray(), blobs, descriptors);
        }
        rawLayers.forEach(bytes -> add(bytes, blobs, descriptors));
        ImageConfigBuilder builder = ImageConfig.builder(platform);
        descriptors.forEach(layer -> builder.layer(layer.digest(), "test"));
        ImageConfig config = builder.build();
        blobs.put(config.digest(), config.raw().bytes());
        ImageManifest manifest = ImageManifest.builder(Descriptor.of(
                        MediaTypes.CONFIG, config.digest(), config.raw().bytes().length))
                .layers(descriptors)
                .build();
        return Image.of(manifest, blob -> new ByteArrayInputStream(blobs.get(blob.digest())));
    }

    private static void add(byte[] layer, Map<Digest, byte[]> blobs, List<Descriptor> descriptors) {
        Digest digest = Digest.of(layer);
        blobs.put(digest, layer);
        descriptors.add(Descriptor.of("application/vnd.oci.image.layer.v1.tar", digest, layer.length));
    }
}
