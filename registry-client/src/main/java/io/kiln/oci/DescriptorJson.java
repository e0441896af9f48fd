package io.kiln.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and writes descriptors, see the OCI image specification, "Content Descriptors". */
final class DescriptorJson {

    private DescriptorJson() {}

    static Descriptor read(DocumentNode node) throws MalformedDocumentException {
        Optional<DocumentNode> platform = node.object("platform");
        return new Descriptor(
                node.requiredText("mediaType"),
                node.digest("digest"),
                node.requiredSize("size"),
                node.textMap("annotations"),
                platform.isPresent() ? platform(platform.get()) : Optional.empty());
    }

    static List<Descriptor> readAll(List<DocumentNode> nodes) throws MalformedDocumentException {
        List<Descriptor> found = new ArrayList<>();
        for (DocumentNode node : nodes) {
            found.add(read(node));
        }
        return List.copyOf(found);
    }

    static ObjectNode write(Descriptor descriptor) {
        ObjectNode node = CanonicalJson.object();
        node.put("mediaType", descriptor.mediaType());
        node.put("digest", descriptor.digest().toString());
        node.put("size", descriptor.size());
        CanonicalJson.setMap(node, "annotations", descriptor.annotations());
        descriptor.platform().ifPresent(p -> node.set("platform", writePlatform(p)));
        return node;
    }

    private static Optional<String> platform(DocumentNode node) throws MalformedDocumentException {
        String os = node.text("os").orElse("");
        String architecture = node.text("architecture").orElse("");
        if (os.isEmpty() && architecture.isEmpty()) {
            return Optional.empty();
        }
        String variant = node.text("variant").orElse("");
        return Optional.of(os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant));
    }

    private static ObjectNode writePlatform(String platform) {
        String[] parts = platform.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("'" + platform + "' is not a platform (os/arch or os/arch/variant)");
        }
        ObjectNode node = CanonicalJson.object();
        node.put("architecture", parts[1]);
        node.put("os", parts[0]);
        if (parts.length == 3) {
            node.put("variant", parts[2]);
        }
        return node;
    }
}
