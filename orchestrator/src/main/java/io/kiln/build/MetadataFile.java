package io.kiln.build;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        Path parent = file.toAbsolutePath().getParent();
        Path temp = Files.createTempFile(parent, ".metadata", ".json");
        try {
            Files.write(temp, JSON.writeValueAsBytes(root));
            Files.setPosixFilePermissions(temp, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temp);
        }
    }
}
