package io.kiln.image;

import io.kiln.exec.BuildException;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.model.yaml.Position;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.VerifiedInputStream;
import io.kiln.oci.layer.Decompression;
import io.kiln.oci.layer.MalformedArchiveException;
import io.kiln.oci.layer.UnsafeEntryException;
import io.kiln.oci.layout.LayoutDocuments;
import io.kiln.oci.layout.OciLayout;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.registry.RegistryException;
import io.kiln.store.Actions;
import io.kiln.store.KeyLocks;
import io.kiln.store.LayerUnpacker;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import io.kiln.store.UnsafeLayerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The images that stages are built on: looked up once a session, unpacked into snapshots when a stage needs them.
 * Thread-safe.
 */
public final class ImageSnapshots {

    private static final long MAX_LAYER = 64L << 30;

    private record Wanted(ImageReference reference, Platform platform) {}

    private final OciLayout layout;
    private final LocalImages local;
    private final ImagePuller registries;
    private final Actions actions;
    private final SnapshotStore snapshots;
    private final KeyLocks locks;
    private final BuildEvents events;
    private final Map<Wanted, ResolvedImage> resolved = new ConcurrentHashMap<>();

    public ImageSnapshots(
            OciLayout layout,
            ImagePuller registries,
            Actions actions,
            SnapshotStore snapshots,
            KeyLocks locks,
            BuildEvents events) {
        this.layout = layout;
        this.local = new LocalImages(layout);
        this.registries = registries;
        this.actions = actions;
        this.snapshots = snapshots;
        this.locks = locks;
        this.events = events;
    }

    /**
     * Looks an image up: in the store where it was imported under this name, else in its registry.
     *
     * @param at where the user wrote the reference
     * @throws DiagnosticException if it is not a reference, or the image is for another platform
     */
    public ResolvedImage resolve(String text, Platform platform, Position at) throws IOException, InterruptedException {
        ImageReference reference;
        try {
            reference = ImageReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new DiagnosticException(
                    Diagnostic.error(at, "'" + text + "' is not an image reference: " + e.getMessage()));
        }
        Wanted wanted = new Wanted(reference, platform);
        ResolvedImage known = resolved.get(wanted);
        if (known != null) {
            return known;
        }
        try (KeyLocks.Held held = locks.acquire(
                "image-" + Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex())) {
            known = resolved.get(wanted);
            if (known == null) {
                Optional<Image> stored = local.find(reference, platform);
                Image image = stored.isPresent() ? stored.get() : fromRegistry(reference, text, platform, at);
                check(image, platform, text, at);
                known = new ResolvedImage(reference, image);
                resolved.put(wanted, known);
            }
            return known;
        }
    }

    private Image fromRegistry(ImageReference reference, String text, Platform platform, Position at)
            throws IOException {
        try {
            return registries.find(reference, platform, new LayoutDocuments(layout));
        } catch (RegistryException e) {
            throw new IOException(
                    Diagnostic.error(
                                    at,
                                    "image " + text + " for " + platform + " is not in the store, and "
                                            + e.getMessage())
                            .withHint("a base that is made here is brought in with: kiln image import TAR " + text)
                            .render(),
                    e);
        }
    }

    private static void check(Image image, Platform platform, String text, Position at) throws IOException {
        String found = image.config().platform();
        Platform actual = Platform.parse(found);
        if (!actual.os().equals(platform.os()) || !actual.architecture().equals(platform.architecture())) {
            throw new DiagnosticException(
                    Diagnostic.error(at, "image " + text + " is for " + found + ", and " + platform + " is wanted"));
        }
    }

    /** The image's layers as snapshots, bottom first; those that the store lacks are unpacked now. */
    public List<SnapshotId> layers(ResolvedImage image) throws IOException, BuildException, InterruptedException {
        List<Digest> diffIds = image.image().config().diffIds();
        List<Descriptor> blobs = image.image().manifest().layers();
        if (diffIds.size() != blobs.size()) {
            throw new BuildException(
                    2,
                    "image " + image.reference() + " is damaged: its configuration names " + diffIds.size()
                            + " layers, its manifest " + blobs.size());
        }
        List<SnapshotId> layers = new ArrayList<>();
        for (int i = 0; i < blobs.size(); i++) {
            layers.add(layer(image, blobs.get(i), diffIds.get(i)));
        }
        return layers;
    }

    private SnapshotId layer(ResolvedImage image, Descriptor blob, Digest diffId)
            throws IOException, BuildException, InterruptedException {
        String key = "layer-" + diffId.hex();
        try (KeyLocks.Held held = locks.acquire(key)) {
            Optional<SnapshotId> known =
                    actions.find(key).flatMap(SnapshotId::in).filter(snapshots::exists);
            if (known.isPresent()) {
                return known.get();
            }
            if (!layout.has(blob)) {
                events.on(new BuildEvent.SourceFetching(image.reference() + " " + blob.digest()));
                try (InputStream in = image.image().open(blob)) {
                    layout.put(blob, in);
                }
            }
            SnapshotId id = unpack(image, blob, diffId);
            actions.put(key, Actions.newRecord().put("snapshot", id.value()));
            return id;
        }
    }

    private SnapshotId unpack(ResolvedImage image, Descriptor blob, Digest diffId) throws IOException, BuildException {
        MessageDigest hash = Digest.newSha256();
        LayerUnpacker unpacker = new LayerUnpacker(snapshots, message -> events.on(new BuildEvent.Warned(message)));
        SnapshotId id;
        try (InputStream raw = layout.open(blob);
                InputStream verified = new VerifiedInputStream(raw, blob)) {
            id = unpacker.unpack(
                    new DigestInputStream(Decompression.open(verified, MAX_LAYER), hash),
                    blob.digest().toString());
        } catch (MalformedArchiveException | UnsafeEntryException | UnsafeLayerException e) {
            throw new BuildException(
                    2,
                    "image " + image.reference() + " cannot be used: layer " + blob.digest() + ": " + e.getMessage(),
                    e);
        }
        Digest actual = Digest.ofSha256(hash.digest());
        if (!actual.equals(diffId)) {
            snapshots.delete(id);
            throw new BuildException(
                    2,
                    "image " + image.reference() + " is damaged: its configuration says that layer " + blob.digest()
                            + " unpacks to " + diffId + ", and it unpacks to " + actual);
        }
        return id;
    }
}
