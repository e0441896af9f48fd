package io.kiln.oci;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of a container image; its digest is the image ID. Fields that have no place in this view are still
 * in {@link #raw()}, and {@link #edit()} keeps them.
 *
 * @param diffIds the digests of the uncompressed layers, lowest first
 */
public record ImageConfig(
        RawDocument raw,
        String os,
        String architecture,
        Optional<String> variant,
        Optional<Instant> created,
        ContainerConfig config,
        List<Digest> diffIds,
        List<History> history) {

    private static final String DOCUMENT = "image configuration";

    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /**
     * Reads a configuration in OCI's form.
     *
     * @throws MalformedDocumentException if it is not one
     */
    public static ImageConfig read(byte[] json) throws MalformedDocumentException {
        return read(json, MediaTypes.CONFIG);
    }

    /**
     * Reads a configuration that has this media type by its descriptor.
     *
     * @throws MalformedDocumentException if it is not the configuration of a container image
     */
    public static ImageConfig read(byte[] json, String mediaType) throws MalformedDocumentException {
        DocumentNode node = DocumentNode.parse(DOCUMENT, json);
        if (!MediaTypes.isImageConfig(mediaType)) {
            throw node.bad("", "it came as '" + mediaType + "', which is not that of a container image");
        }
        DocumentNode rootfs = node.requiredObject("rootfs");
        List<Digest> diffIds = new ArrayList<>();
        for (String text : rootfs.texts("diff_ids")) {
            diffIds.add(rootfs.digestOf(text, "diff_ids[" + diffIds.size() + "]"));
        }
        List<History> history = new ArrayList<>();
        for (DocumentNode line : node.objects("history")) {
            history.add(History.read(line));
        }
        Optional<DocumentNode> config = node.object("config");
        return new ImageConfig(
                RawDocument.of(mediaType, json),
                node.requiredText("os"),
                node.requiredText("architecture"),
                node.text("variant").filter(v -> !v.isEmpty()),
                instant(node, "created"),
                config.isPresent() ? ContainerConfig.read(config.get()) : ContainerConfig.empty(),
                diffIds,
                history);
    }

    /** A builder for a platform, {@code os/arch[/variant]}, with no layers yet, created at the epoch. */
    public static ImageConfigBuilder builder(String platform) {
        return new ImageConfigBuilder(platform);
    }

    /** A builder that starts from this configuration, for an image made on top of it. */
    public ImageConfigBuilder edit() {
        return new ImageConfigBuilder(this);
    }

    public Digest digest() {
        return raw.digest();
    }

    public Descriptor descriptor() {
        return raw.descriptor();
    }

    /** {@code os/arch[/variant]}. */
    public String platform() {
        return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
    }

    static Optional<Instant> instant(DocumentNode node, String name) throws MalformedDocumentException {
        Optional<String> text = node.text(name).filter(t -> !t.isEmpty());
        try {
            return text.map(t -> OffsetDateTime.parse(t).toInstant());
        } catch (DateTimeException e) {
            throw node.bad(name, "is not a time as RFC 3339 writes it: '" + text.orElse("") + "'");
        }
    }
}
