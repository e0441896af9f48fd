package io.kiln.exec.docker;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.model.Platform;
import io.kiln.oci.Content;
import io.kiln.oci.Digest;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The image of a stage's root as the archive that {@code docker load} takes. Layers that the engine has are named and not
 * sent. Written by one thread.
 */
final class RootArchive implements Content {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<RootLayer> layers;
    private final int there;
    private final Platform platform;
    private final KeyFinds keys;
    private final String repository;
    private final String key;
    private final EngineLabels labels;
    private volatile boolean holdsKeys;

    /** @param there how many of the layers the engine has, from the bottom */
    RootArchive(
            List<RootLayer> layers,
            int there,
            Platform platform,
            KeyFinds keys,
            String repository,
            String key,
            EngineLabels labels) {
        this.layers = List.copyOf(layers);
        this.there = there;
        this.platform = platform;
        this.keys = keys;
        this.repository = repository;
        this.key = key;
        this.labels = labels;
    }

    /** The name of the image; final when all was written. */
    String name() {
        // Another process must not come to rely on an image that goes with this one.
        return repository + ":" + key + (holdsKeys ? "-" + labels.session() : "");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        TarWriter tar = new TarWriter(out);
        boolean found = false;
        for (int i = 0; i < layers.size(); i++) {
            RootLayer layer = layers.get(i);
            found |= keys.in(layer);
            if (i >= there) {
                try (InputStream file = Files.newInputStream(layer.tar().file())) {
                    tar.write(TarEntry.file(file(layer), 0644, layer.tar().size()), file);
                }
            }
        }
        holdsKeys = found;
        byte[] config = JSON.writeValueAsBytes(config());
        String configFile = Digest.of(config).hex() + ".json";
        write(tar, configFile, config);
        write(
                tar,
                "manifest.json",
                JSON.writeValueAsBytes(List.of(Map.of(
                        "Config", configFile,
                        "RepoTags", List.of(name()),
                        "Layers", layers.stream().map(RootArchive::file).toList()))));
        tar.finish();
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architecture", platform.architecture());
        platform.variant().ifPresent(variant -> config.put("variant", variant));
        config.put("os", platform.os());
        config.put("created", Instant.now().toString());
        config.put("config", Map.of("Labels", holdsKeys ? labels.passing() : labels.kept()));
        config.put(
                "rootfs",
                Map.of(
                        "type",
                        "layers",
                        "diff_ids",
                        layers.stream().map(layer -> layer.diffId()).toList()));
        return config;
    }

    private static String file(RootLayer layer) {
        return layer.tar().diffId().hex() + "/layer.tar";
    }

    private static void write(TarWriter tar, String name, byte[] content) throws IOException {
        tar.write(TarEntry.file(name, 0644, content.length), new ByteArrayInputStream(content));
    }
}
