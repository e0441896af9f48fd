package io.kiln.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of manifests, usually one for each platform. OCI's index and Docker's manifest list are one here; fields that
 * have no place in this view are still in {@link #raw()}.
 */
public record ImageIndex(
        RawDocument raw,
        List<Descriptor> manifests,
        Map<String, String> annotations,
        Optional<String> artifactType,
        Optional<Descriptor> subject) {

    private static final String DOCUMENT = "image index";

    public ImageIndex {
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Reads an index whose media type is in the document, or nowhere (then it is OCI's).
     *
     * @throws MalformedDocumentException if it is not an index
     */
    public static ImageIndex read(byte[] json) throws MalformedDocumentException {
        return read(json, "");
    }

    /**
     * Reads an index that came with a media type, for example as the Content-Type of a registry.
     *
     * @throws MalformedDocumentException if it is not an index, or says that it is something else
     */
    public static ImageIndex read(byte[] json, String mediaType) throws MalformedDocumentException {
        DocumentNode node = DocumentNode.parse(DOCUMENT, json);
        ManifestKind.INDEX.check(node, mediaType);
        Optional<DocumentNode> subject = node.object("subject");
        return new ImageIndex(
                RawDocument.of(ManifestKind.INDEX.mediaType(node, mediaType), json),
                DescriptorJson.readAll(node.objects("manifests")),
                node.textMap("annotations"),
                node.text("artifactType"),
                subject.isPresent() ? Optional.of(DescriptorJson.read(subject.get())) : Optional.empty());
    }

    /** A builder for an index in OCI's form. */
    public static Builder builder() {
        return new Builder();
    }

    public Digest digest() {
        return raw.digest();
    }

    public Descriptor descriptor() {
        return raw.descriptor();
    }

    /**
     * The first manifest for a platform, {@code os/arch} or {@code os/arch/variant}. Without a variant in the question
     * any variant will do; arm64 and arm64/v8 are the same.
     */
    public Optional<Descriptor> forPlatform(String platform) {
        String wanted = plainArm64(platform);
        Optional<Descriptor> exact = manifests.stream()
                .filter(m -> m.platform().map(ImageIndex::plainArm64).equals(Optional.of(wanted)))
                .findFirst();
        return exact.isPresent()
                ? exact
                : manifests.stream()
                        .filter(m -> m.platform().orElse("").startsWith(wanted + "/"))
                        .findFirst();
    }

    private static String plainArm64(String platform) {
        return platform.endsWith("/arm64/v8") ? platform.substring(0, platform.length() - 3) : platform;
    }

    /** Puts an index together; not thread-safe. The same calls give the same bytes. */
    public static final class Builder {

        private final List<Descriptor> manifests = new ArrayList<>();
        private final Map<String, String> annotations = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a manifest; its descriptor says for which platform it is. */
        public Builder manifest(Descriptor manifest) {
            manifests.add(manifest);
            return this;
        }

        /** Adds a manifest for a platform, {@code os/arch[/variant]}. */
        public Builder manifest(Descriptor manifest, String platform) {
            return manifest(new Descriptor(
                    manifest.mediaType(),
                    manifest.digest(),
                    manifest.size(),
                    manifest.annotations(),
                    Optional.of(platform)));
        }

        public Builder annotation(String key, String value) {
            annotations.put(key, value);
            return this;
        }

        public ImageIndex build() {
            ObjectNode json = CanonicalJson.object();
            json.put("schemaVersion", 2);
            json.put("mediaType", MediaTypes.INDEX);
            var list = json.putArray("manifests");
            manifests.forEach(m -> list.add(DescriptorJson.write(m)));
            CanonicalJson.setMap(json, "annotations", annotations);
            return new ImageIndex(
                    RawDocument.of(MediaTypes.INDEX, CanonicalJson.bytes(json)),
                    manifests,
                    annotations,
                    Optional.empty(),
                    Optional.empty());
        }
    }
}
