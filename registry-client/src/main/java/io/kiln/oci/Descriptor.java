package io.kiln.oci;

import java.util.Map;
import java.util.Optional;

/**
 * What a document says of a blob: media type, digest, size in bytes; as in the OCI image specification, "Content
 * Descriptors".
 *
 * @param platform as {@code os/arch[/variant]}, in an index only
 */
public record Descriptor(
        String mediaType, Digest digest, long size, Map<String, String> annotations, Optional<String> platform) {

    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("a blob cannot have " + size + " bytes");
        }
        annotations = Map.copyOf(annotations);
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, Map.of(), Optional.empty());
    }
}
