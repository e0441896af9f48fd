package io.kiln.oci.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the form of {@code docker save}: {@code manifest.json}, the configuration, and the layers as they are
 * compressed. {@code docker load}, {@code skopeo} and {@code crane} take it.
 */
public final class DockerArchive {

    private DockerArchive() {}

    /**
     * Writes an image as a stream, which stays open.
     *
     * @param repoTags names such as {@code ghcr.io/org/installer:v1.2.3}, with a tag each; may be empty
     * @throws io.kiln.oci.BlobMismatchException if a blob is damaged
     */
    public static void write(Image image, List<String> repoTags, OutputStream out) throws IOException {
        ArchiveFiles files = new ArchiveFiles(out);
        Descriptor config = image.manifest().config();
        String configName = config.digest().hex() + ".json";
        List<String> layerNames = new ArrayList<>();
        for (Descriptor layer : image.manifest().layers()) {
            layerNames.add(layer.digest().hex() + suffix(layer.mediaType()));
        }
        files.file("manifest.json", manifest(configName, repoTags, layerNames));
        files.blob(configName, config, image);
        for (int i = 0; i < layerNames.size(); i++) {
            files.blob(layerNames.get(i), image.manifest().layers().get(i), image);
        }
        files.finish();
    }

    private static byte[] manifest(String config, List<String> repoTags, List<String> layers) {
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("Config", config);
        image.put("RepoTags", repoTags);
        image.put("Layers", layers);
        try {
            return JsonMapper.builder()
                    .build()
                    .writeValueAsString(List.of(image))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings cannot be written as JSON", e);
        }
    }

    private static String suffix(String mediaType) {
        return switch (mediaType) {
            case MediaTypes.LAYER_TAR, MediaTypes.DOCKER_LAYER_TAR -> ".tar";
            case MediaTypes.LAYER_ZSTD -> ".tar.zst";
            default -> ".tar.gz";
        };
    }
}
