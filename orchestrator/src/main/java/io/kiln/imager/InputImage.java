package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageFacts;
import io.kiln.image.ImageKinds;
import io.kiln.image.ImageSnapshots;
import io.kiln.image.ResolvedImage;
import io.kiln.kmod.FileTree;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.store.Actions;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An image among the inputs: known by its digest at once, unpacked when somebody asks for its files. Thread-safe. */
final class InputImage {

    private final String option;
    private final String name;
    private final ResolvedImage resolved;
    private final ImageSnapshots images;
    private final SnapshotStore snapshots;

    /** @param option as the user wrote it, for messages */
    InputImage(String option, String name, ResolvedImage resolved, ImageSnapshots images, SnapshotStore snapshots) {
        this.option = option;
        this.name = name;
        this.resolved = resolved;
        this.images = images;
        this.snapshots = snapshots;
    }

    String option() {
        return option;
    }

    String name() {
        return name;
    }

    Image image() {
        return resolved.image();
    }

    /** Stands for its files: the same layers give the same, however they were compressed or described. */
    String identity() throws IOException {
        return image().config().diffIds().stream().map(Digest::hex).collect(Collectors.joining("+"));
    }

    /** What it says of itself in its labels, else what its files say. */
    ImageFacts facts(Actions actions) throws IOException, BuildException, InterruptedException {
        return ImageKinds.of(image(), actions, () -> FileTree.of(name, tree()));
    }

    /** Bottom first; unpacked now if they were not before. */
    List<SnapshotId> layers() throws IOException, BuildException, InterruptedException {
        return images.layers(resolved);
    }

    /** The root of each layer, bottom first. */
    List<LayerFile> files() throws IOException, BuildException, InterruptedException {
        List<LayerFile> files = new ArrayList<>();
        for (SnapshotId layer : layers()) {
            files.add(snapshots.layer(layer));
        }
        return files;
    }

    MergedTree tree() throws IOException, BuildException, InterruptedException {
        return MergedTree.ofLayers(files());
    }

    /** A regular file, links on the way followed inside the image. */
    Optional<MergedNode> file(String path) throws IOException, BuildException, InterruptedException {
        return tree().resolve(Path.of("/", path)).filter(node -> node.stat().isRegular());
    }

    boolean has(String path) throws IOException, BuildException, InterruptedException {
        return tree().resolve(Path.of("/", path)).isPresent();
    }

    /** A file without which the image is of no use here. */
    MergedNode require(String path, String what) throws IOException, BuildException, InterruptedException {
        return file(path)
                .orElseThrow(() -> new BuildException(2, option + "=" + name + " has no /" + path + " (" + what + ")"));
    }
}
