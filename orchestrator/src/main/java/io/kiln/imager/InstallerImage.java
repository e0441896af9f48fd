package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.oci.ContainerConfig;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageConfigBuilder;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.LayerBlob;
import io.kiln.oci.layer.LayerProfile;
import io.kiln.oci.layer.PrivateKeyFoundException;
import io.kiln.oci.layout.OciLayout;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotLayerContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes an installer image: the layers of an installer-base, and one with the boot assets on top. Base and result have
 * the same configuration but for labels and time.
 */
final class InstallerImage {

    private static final Path ASSETS = Path.of("/usr/install");

    private final OciLayout layout;
    private final Instant time;

    /** @param time in seconds since 1970 */
    InstallerImage(OciLayout layout, long time) {
        this.layout = layout;
        this.time = Instant.ofEpochSecond(time);
    }

    /**
     * Makes the image, in the store, without a name.
     *
     * @param assets a directory whose content becomes the layer
     * @param labels added to those of the base, and annotations of the image
     */
    Image make(InputImage base, Path assets, Map<String, String> labels)
            throws BuildException, IOException, InterruptedException {
        int kept = keptLayers(base);
        LayerBlob layer;
        try {
            layer = LayerBlob.write(
                    SnapshotLayerContent.forImage(LayerFile.ofDirectory(assets)),
                    LayerProfile.image(time),
                    Compression.GZIP,
                    layout);
        } catch (PrivateKeyFoundException e) {
            throw new BuildException(
                    1, "the installer would hold a private key in /" + e.path() + " (" + e.kind() + ")", e);
        }
        ImageConfig config = config(base.image().config(), kept, layer, labels);
        layout.put(config.raw());
        List<Descriptor> layers = new ArrayList<>();
        for (Descriptor blob : base.image().manifest().layers().subList(0, kept)) {
            if (!layout.has(blob)) {
                try (InputStream in = base.image().open(blob)) {
                    layout.put(blob, in);
                }
            }
            layers.add(Descriptor.of(ociType(blob.mediaType()), blob.digest(), blob.size()));
        }
        layers.add(layer.descriptor());
        ImageManifest manifest = ImageManifest.builder(config.descriptor())
                .layers(layers)
                .annotations(labels)
                .build();
        layout.put(manifest.raw());
        return Image.of(manifest, layout);
    }

    private ImageConfig config(ImageConfig base, int kept, LayerBlob layer, Map<String, String> labels) {
        ContainerConfig old = base.config();
        Map<String, String> all = new TreeMap<>(old.labels());
        all.putAll(labels);
        ImageConfigBuilder config = base.edit()
                .created(time)
                .keepLayers(kept)
                .config(new ContainerConfig(old.env(), old.entrypoint(), old.cmd(), all, old.workingDir(), old.user()));
        return config.layer(layer.diffId(), "kiln imager installer").build();
    }

    /** Boot assets that an earlier run put on top are replaced, so that no installer carries two sets. */
    private static int keptLayers(InputImage base) throws BuildException, IOException, InterruptedException {
        List<LayerFile> layers = base.files();
        int kept = layers.size();
        while (kept > 1
                && holdsOnlyAssets(
                        MergedTree.ofLayers(List.of(layers.get(kept - 1))).root())) {
            kept--;
        }
        return kept;
    }

    private static boolean holdsOnlyAssets(MergedNode directory) throws IOException {
        List<MergedNode> children = directory.children();
        for (MergedNode child : children) {
            boolean onTheWay = ASSETS.startsWith(child.path()) && child.isDirectory();
            boolean asset = child.path().startsWith(ASSETS);
            if (!asset && !(onTheWay && holdsOnlyAssets(child))) {
                return false;
            }
        }
        return !children.isEmpty();
    }

    private static String ociType(String mediaType) {
        return switch (mediaType) {
            case MediaTypes.DOCKER_LAYER_GZIP -> MediaTypes.LAYER_GZIP;
            case MediaTypes.DOCKER_LAYER_TAR -> MediaTypes.LAYER_TAR;
            default -> mediaType;
        };
    }
}
