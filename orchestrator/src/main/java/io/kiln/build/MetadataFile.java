package io.kiln.build;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.store.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes what a build made for whoever goes on from there: {@code {"images": [{target, reference, digest, …}]}}. */
final class MetadataFile {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private MetadataFile() {}

    static void write(Path file, List<DeliveredImage> images) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        for (DeliveredImage image : images) {
            ObjectNode node = root.withArray("images").addObject();
            node.put("target", image.target());
            node.put("reference", image.reference().withDigest(image.digest()).toString());
            node.put("digest", image.digest().toString());
            image.platforms().forEach(node.withArray("platforms")::add);
            node.put("pushed", image.pushed());
        }
        byte[] json = JSON.writeValueAsBytes(root);
        WholeFile.write(file, out -> out.write(json));
    }
}
