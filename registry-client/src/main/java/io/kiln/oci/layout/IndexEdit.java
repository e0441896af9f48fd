package io.kiln.oci.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.oci.Descriptor;
import io.kiln.oci.ImageIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Changes of a layout's index that leave everything else in it, known or unknown, as it was. */
final class IndexEdit {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private IndexEdit() {}

    /** The index in which this name, and no other entry of that name, is the manifest's. */
    static ImageIndex named(ImageIndex index, String ref, Descriptor manifest) {
        Map<String, String> annotations = new LinkedHashMap<>(manifest.annotations());
        annotations.put(OciLayout.REF_NAME, ref);
        Descriptor entry = new Descriptor(
                manifest.mediaType(), manifest.digest(), manifest.size(), annotations, manifest.platform());
        ObjectNode edited = tree(without(index, ref));
        // The entry takes the form that the index writer gives it.
        ObjectNode single = tree(ImageIndex.builder().manifest(entry).build());
        manifests(edited).add(manifests(single).get(0));
        return index(edited);
    }

    /** The index without the entries of this name. */
    static ImageIndex without(ImageIndex index, String ref) {
        ObjectNode edited = tree(index);
        manifests(edited)
                .removeIf(entry -> ref.equals(
                        entry.path("annotations").path(OciLayout.REF_NAME).asText(null)));
        return index(edited);
    }

    private static ArrayNode manifests(ObjectNode index) {
        JsonNode list = index.get("manifests");
        return list instanceof ArrayNode array ? array : index.putArray("manifests");
    }

    private static ObjectNode tree(ImageIndex index) {
        try {
            return (ObjectNode) MAPPER.readTree(index.raw().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException("an index that was read once cannot be read again", e);
        }
    }

    private static ImageIndex index(ObjectNode json) {
        try {
            return ImageIndex.read(MAPPER.writeValueAsBytes(json));
        } catch (IOException e) {
            throw new UncheckedIOException("an index we wrote cannot be read", e);
        }
    }
}
