package io.kiln.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.kiln.exec.BuildException;
import io.kiln.model.Finalize;
import io.kiln.model.ImageSettings;
import io.kiln.model.Pkg;
import io.kiln.model.Pkgfile;
import io.kiln.model.Platform;
import io.kiln.oci.ContainerConfig;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageConfigBuilder;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.LayerBlob;
import io.kiln.oci.layer.LayerProfile;
import io.kiln.oci.layer.PrivateKeyFoundException;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Actions;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotLayerContent;
import io.kiln.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes an image of a result: one layer for each snapshot, in the image profile, with the labels of the tree. The same
 * result gives the same bytes. Layers that were made before are not made again. Thread-safe.
 */
public final class ImageAssembler {

    /** Raised whenever the profile or the scan for keys changes, so that layers made by older rules are made again. */
    private static final String RULES = "2";

    private final Stores stores;
    private final Instant time;
    private final Compression compression;
    private final BuildEvents events;

    /** @param sourceDateEpoch the time of everything in the images, in seconds since 1970 */
    public ImageAssembler(Stores stores, long sourceDateEpoch, boolean zstd, BuildEvents events) {
        this.stores = stores;
        this.time = Instant.ofEpochSecond(sourceDateEpoch);
        this.compression = zstd ? Compression.ZSTD : Compression.GZIP;
        this.events = events;
    }

    /**
     * Makes the image, in the store, without a name.
     *
     * @throws BuildException if a layer holds a private key that the {@code Pkgfile} does not allow
     */
    public Image assemble(Pkg pkg, Platform platform, List<SnapshotId> layers, Pkgfile pkgfile, ImageFacts facts)
            throws BuildException, IOException {
        ImageConfigBuilder config =
                ImageConfig.builder(platform.toString()).created(time).config(container(pkg.image(), pkgfile, facts));
        List<Descriptor> blobs = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            LayerBlob layer = layer(pkg.name(), layers.get(i), pkgfile);
            Finalize finalize = pkg.finalizes().get(i);
            config.layer(layer.diffId(), "kiln: " + finalize.from() + " -> " + finalize.to());
            blobs.add(layer.descriptor());
        }
        ImageConfig made = config.build();
        stores.layout().put(made.raw());
        ImageManifest manifest = ImageManifest.builder(made.descriptor())
                .layers(blobs)
                .annotations(facts.labels())
                .build();
        stores.layout().put(manifest.raw());
        return Image.of(manifest, stores.layout());
    }

    /** What the image says of itself cannot be said otherwise by the tree: it was found in its content. */
    private static ContainerConfig container(ImageSettings settings, Pkgfile pkgfile, ImageFacts facts) {
        Map<String, String> labels = new TreeMap<>(pkgfile.labels());
        labels.putAll(settings.labels());
        labels.keySet().removeAll(ImageFacts.NAMES);
        labels.putAll(facts.labels());
        List<String> environment = settings.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        return new ContainerConfig(
                environment, settings.entrypoint(), settings.command(), labels, settings.workingDirectory(), "");
    }

    private LayerBlob layer(String target, SnapshotId snapshot, Pkgfile pkgfile) throws BuildException, IOException {
        String key = "blob-"
                + Digest.of(String.join(
                                        "\n",
                                        snapshot.value(),
                                        time.toString(),
                                        compression.name(),
                                        new TreeSet<>(pkgfile.allowedKeys().keySet()).toString())
                                .getBytes(StandardCharsets.UTF_8))
                        .hex();
        Optional<LayerBlob> known = stores.actions().find(key).flatMap(ImageAssembler::read);
        if (known.isPresent() && stores.layout().has(known.get().descriptor())) {
            return known.get();
        }
        LayerProfile profile = LayerProfile.image(time)
                .allowingKeysIn(path -> pkgfile.allowedKeys().containsKey("/" + path))
                .warningTo(message -> events.on(new BuildEvent.Warned(target + ": " + message)));
        try {
            LayerBlob layer = LayerBlob.write(
                    SnapshotLayerContent.forImage(stores.snapshots().layer(snapshot)),
                    profile,
                    compression,
                    stores.layout());
            stores.actions()
                    .put(
                            key,
                            Actions.newRecord()
                                    .put("digest", layer.descriptor().digest().toString())
                                    .put("size", layer.descriptor().size())
                                    .put("mediaType", layer.descriptor().mediaType())
                                    .put("diffId", layer.diffId().toString())
                                    .put("uncompressedSize", layer.uncompressedSize()));
            return layer;
        } catch (PrivateKeyFoundException e) {
            throw new BuildException(
                    1,
                    "the image of " + target + " would hold a private key: /" + e.path() + " (" + e.kind()
                            + "). Nothing of this session is pushed. Leave the file out of 'finalize'; if it is meant "
                            + "to be public, say so in the Pkgfile:\n"
                            + "  x-kiln: {allowPrivateKeys: [{path: /" + e.path() + ", reason: ...}]}",
                    e);
        }
    }

    private static Optional<LayerBlob> read(JsonNode node) {
        try {
            return Optional.of(new LayerBlob(
                    Descriptor.of(
                            node.path("mediaType").asText(),
                            Digest.parse(node.path("digest").asText()),
                            node.path("size").asLong()),
                    Digest.parse(node.path("diffId").asText()),
                    node.path("uncompressedSize").asLong()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a damaged record is no record: the layer is written again
        }
    }
}
