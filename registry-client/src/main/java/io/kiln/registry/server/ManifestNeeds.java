package io.kiln.registry.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.kiln.oci.Digest;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What must be in a repository before a manifest is: read from its JSON as loosely as artifacts of all kinds ask for.
 *
 * @param mediaType the one in the document, empty if it has none
 */
record ManifestNeeds(String mediaType, Set<Digest> blobs, Set<Digest> manifests) {

    static ManifestNeeds read(byte[] document) throws RequestException {
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(document);
        } catch (IOException e) {
            throw new RequestException(ErrorCode.MANIFEST_INVALID, "the manifest is not JSON");
        }
        if (!root.isObject() || root.path("schemaVersion").asInt() != 2) {
            throw new RequestException(ErrorCode.MANIFEST_INVALID, "the manifest is not of schema version 2");
        }
        Set<Digest> blobs = new LinkedHashSet<>();
        Set<Digest> manifests = new LinkedHashSet<>();
        if (root.has("config")) {
            blobs.add(digest(root.get("config")));
        }
        for (JsonNode layer : root.path("layers")) {
            if (!isElsewhere(layer)) {
                blobs.add(digest(layer));
            }
        }
        for (JsonNode child : root.path("manifests")) {
            manifests.add(digest(child));
        }
        return new ManifestNeeds(root.path("mediaType").asText(""), blobs, manifests);
    }

    boolean includes(Digest digest) {
        return blobs.contains(digest) || manifests.contains(digest);
    }

    /** Layers that may not be distributed stay where their URLs point. */
    private static boolean isElsewhere(JsonNode layer) {
        String type = layer.path("mediaType").asText();
        return type.contains(".nondistributable.") || type.contains(".foreign.");
    }

    private static Digest digest(JsonNode descriptor) throws RequestException {
        return Request.digest(descriptor.path("digest").asText());
    }
}
