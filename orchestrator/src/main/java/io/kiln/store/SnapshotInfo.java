package io.kiln.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code layer.json} says of a snapshot.
 *
 * @param forms the forms that exist: {@code fs}, {@code layer.tar}
 * @param origin where it came from, for people: {@code kernel-build build[0]}, {@code sha256:…}
 * @param whiteouts whether it may hold whiteouts or opaque directories
 * @param tar size and digest of the tar form, once known; they stay true when that form is dropped
 */
public record SnapshotInfo(List<String> forms, String origin, boolean whiteouts, Optional<TarFacts> tar) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The tar form of a snapshot, whether it is there or not: the same snapshot always gives the same. */
    public record TarFacts(long size, Digest diffId) {}

    public SnapshotInfo {
        forms = List.copyOf(forms);
    }

    /** Whether it is the layer of an image that was imported or pulled: its origin is the digest of the blob. */
    public boolean isOfImage() {
        return origin.startsWith("sha256:");
    }

    /** Reads a file of any version; what an older one did not know is unknown. */
    static SnapshotInfo read(byte[] json) throws IOException {
        JsonNode node = JSON.readTree(json);
        List<String> forms = new ArrayList<>();
        node.path("forms").forEach(form -> forms.add(form.asText()));
        Optional<TarFacts> tar = Optional.empty();
        if (node.hasNonNull("diffId")) {
            try {
                tar = Optional.of(new TarFacts(
                        node.path("size").asLong(),
                        Digest.parse(node.path("diffId").asText())));
            } catch (IllegalArgumentException e) {
                throw new IOException("the digest in layer.json of a snapshot is damaged: " + e.getMessage(), e);
            }
        }
        return new SnapshotInfo(
                forms, node.path("origin").asText(), node.path("whiteouts").asBoolean(true), tar);
    }

    byte[] toJson() throws IOException {
        ObjectNode node = JSON.createObjectNode();
        forms.forEach(node.putArray("forms")::add);
        node.put("origin", origin).put("whiteouts", whiteouts);
        tar.ifPresent(facts ->
                node.put("size", facts.size()).put("diffId", facts.diffId().toString()));
        return JSON.writeValueAsBytes(node);
    }

    SnapshotInfo withForms(List<String> present) {
        return new SnapshotInfo(present, origin, whiteouts, tar);
    }

    SnapshotInfo withTar(TarFacts facts) {
        return new SnapshotInfo(forms, origin, whiteouts, Optional.of(facts));
    }
}
