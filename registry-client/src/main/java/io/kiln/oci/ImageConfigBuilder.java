package io.kiln.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts an image configuration together, from nothing or from that of a base image, whose unknown fields stay. The same
 * calls give the same bytes. Not thread-safe.
 */
public final class ImageConfigBuilder {

    private final ObjectNode json;
    private final List<Digest> diffIds = new ArrayList<>();
    private final List<History> addedHistory = new ArrayList<>();
    private ContainerConfig config;
    private Instant created;

    ImageConfigBuilder(String platform) {
        String[] parts = platform.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || List.of(parts).contains("")) {
            throw new IllegalArgumentException("'" + platform + "' is not a platform (os/arch or os/arch/variant)");
        }
        json = CanonicalJson.object();
        json.put("created", "");
        json.put("architecture", parts[1]);
        json.put("os", parts[0]);
        if (parts.length == 3) {
            json.put("variant", parts[2]);
        }
        config = ContainerConfig.empty();
        created = Instant.EPOCH;
    }

    ImageConfigBuilder(ImageConfig base) {
        try {
            json = DocumentNode.parse("image configuration", base.raw().bytes()).json();
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("a configuration that was read once cannot be read again", e);
        }
        diffIds.addAll(base.diffIds());
        config = base.config();
        created = base.created().orElse(Instant.EPOCH);
    }

    /** The time the image says it was made: SOURCE_DATE_EPOCH. */
    public ImageConfigBuilder created(Instant at) {
        created = at;
        return this;
    }

    public ImageConfigBuilder config(ContainerConfig newConfig) {
        config = newConfig;
        return this;
    }

    /** Keeps only so many of the layers that are there, the lowest, and the lines of history that tell of them. */
    public ImageConfigBuilder keepLayers(int count) {
        if (json.get("history") instanceof ArrayNode lines) {
            for (int i = lines.size() - 1; i >= 0 && diffIds.size() > count; i--) {
                if (!lines.get(i).path("empty_layer").asBoolean()) {
                    diffIds.remove(diffIds.size() - 1);
                }
                lines.remove(i);
            }
        }
        while (diffIds.size() > count) {
            diffIds.remove(diffIds.size() - 1);
        }
        return this;
    }

    /** Adds a layer above those there, with the line of history that says where it comes from. */
    public ImageConfigBuilder layer(Digest diffId, String createdBy) {
        diffIds.add(diffId);
        addedHistory.add(new History(Optional.of(created), createdBy, "", false));
        return this;
    }

    public ImageConfig build() {
        ObjectNode result = json.deepCopy();
        result.put("created", created.toString());
        ObjectNode configJson = result.get("config") instanceof ObjectNode old ? old : CanonicalJson.object();
        config.writeTo(configJson);
        result.set("config", configJson);
        ObjectNode rootfs = CanonicalJson.object();
        rootfs.put("type", "layers");
        var list = rootfs.putArray("diff_ids");
        diffIds.forEach(d -> list.add(d.toString()));
        result.set("rootfs", rootfs);
        var lines = result.get("history") instanceof ArrayNode old ? old : result.putArray("history");
        addedHistory.forEach(line -> lines.add(line.write()));
        try {
            return ImageConfig.read(CanonicalJson.bytes(result));
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("a configuration we built cannot be read", e);
        }
    }
}
