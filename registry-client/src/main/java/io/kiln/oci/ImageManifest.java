package io.kiln.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The manifest of one image or artifact: its configuration and its layers, lowest first. OCI's and Docker's v2 schema 2
 * forms are one here; fields that have no place in this view are still in {@link #raw()}.
 *
 * @param subject the manifest that this one refers to, for artifacts such as signatures
 */
public record ImageManifest(
        RawDocument raw,
        Descriptor config,
        List<Descriptor> layers,
        Map<String, String> annotations,
        Optional<String> artifactType,
        Optional<Descriptor> subject) {

    private static final String DOCUMENT = "image manifest";

    public ImageManifest {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Reads a manifest whose media type is in the document, or nowhere (then it is OCI's).
     *
     * @throws MalformedDocumentException if it is not an image manifest
     */
    public static ImageManifest read(byte[] json) throws MalformedDocumentException {
        return read(json, "");
    }

    /**
     * Reads a manifest that came with a media type, for example as the Content-Type of a registry.
     *
     * @throws MalformedDocumentException if it is not an image manifest, or says that it is something else
     */
    public static ImageManifest read(byte[] json, String mediaType) throws MalformedDocumentException {
        DocumentNode node = DocumentNode.parse(DOCUMENT, json);
        ManifestKind.MANIFEST.check(node, mediaType);
        Optional<DocumentNode> subject = node.object("subject");
        return new ImageManifest(
                RawDocument.of(ManifestKind.MANIFEST.mediaType(node, mediaType), json),
                DescriptorJson.read(node.requiredObject("config")),
                DescriptorJson.readAll(node.objects("layers")),
                node.textMap("annotations"),
                node.text("artifactType"),
                subject.isPresent() ? Optional.of(DescriptorJson.read(subject.get())) : Optional.empty());
    }

    /** A builder for a manifest in OCI's form. */
    public static Builder builder(Descriptor config) {
        return new Builder(config);
    }

    public Digest digest() {
        return raw.digest();
    }

    /** How an index or a tag refers to this manifest. */
    public Descriptor descriptor() {
        return raw.descriptor();
    }

    /** Puts a manifest together; not thread-safe. The same calls give the same bytes. */
    public static final class Builder {

        private final Descriptor config;
        private final List<Descriptor> layers = new ArrayList<>();
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private String artifactType = "";
        private Optional<Descriptor> subject = Optional.empty();

        private Builder(Descriptor config) {
            this.config = config;
        }

        /** Adds a layer above those added before. */
        public Builder layer(Descriptor layer) {
            layers.add(layer);
            return this;
        }

        public Builder layers(List<Descriptor> more) {
            layers.addAll(more);
            return this;
        }

        public Builder annotation(String key, String value) {
            annotations.put(key, value);
            return this;
        }

        public Builder annotations(Map<String, String> more) {
            annotations.putAll(more);
            return this;
        }

        public Builder artifactType(String type) {
            artifactType = type;
            return this;
        }

        public Builder subject(Descriptor manifest) {
            subject = Optional.of(manifest);
            return this;
        }

        public ImageManifest build() {
            ObjectNode json = CanonicalJson.object();
            json.put("schemaVersion", 2);
            json.put("mediaType", MediaTypes.MANIFEST);
            CanonicalJson.setText(json, "artifactType", artifactType);
            json.set("config", DescriptorJson.write(config));
            var list = json.putArray("layers");
            layers.forEach(layer -> list.add(DescriptorJson.write(layer)));
            subject.ifPresent(s -> json.set("subject", DescriptorJson.write(s)));
            CanonicalJson.setMap(json, "annotations", annotations);
            return new ImageManifest(
                    RawDocument.of(MediaTypes.MANIFEST, CanonicalJson.bytes(json)),
                    config,
                    layers,
                    annotations,
                    artifactType.isEmpty() ? Optional.empty() : Optional.of(artifactType),
                    subject);
        }
    }
}
