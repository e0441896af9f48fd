package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.store.Actions;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The root that the machine's initramfs carries as {@code rootfs.sqsh}: what of it matters here is unpacked.
 *
 * @param files a snapshot with {@code /usr/lib/modules} and the {@code os-release}, as far as they are there
 * @param release the only release directory, if there is one
 */
record BaseRoot(SnapshotId files, MergedTree tree, Optional<String> release) {

    private static final String ROOTFS = "rootfs.sqsh";
    private static final Path MODULES = Path.of("/usr/lib/modules");
    private static final List<String> OS_RELEASE = List.of("etc/os-release", "usr/lib/os-release");

    /** Unpacks what is needed, unless an earlier run did. */
    static BaseRoot of(InputImage imager, String initramfs, Stores stores, ToolStages tools)
            throws BuildException, IOException, InterruptedException {
        String key =
                new InputKey("imagerroot").add(imager.identity()).add(initramfs).name();
        Optional<SnapshotId> known =
                stores.actions().find(key).flatMap(SnapshotId::in).filter(stores.snapshots()::exists);
        SnapshotId squashfs;
        if (known.isPresent()) {
            squashfs = known.get();
        } else {
            squashfs = extract(imager, imager.require(initramfs, "the initramfs"), stores);
            stores.snapshots().sync();
            stores.actions().put(key, Actions.newRecord().put("snapshot", squashfs.value()));
        }
        SnapshotId files = tools.run(
                "base-root",
                List.of(ToolStages.Input.of(ROOTFS, squashfs, "/", "/base")),
                // One by one: a file that is not there is no failure.
                """
                for path in usr/lib/modules etc/os-release usr/lib/os-release; do
                    unsquashfs -no-progress -no-exit-code -no-xattrs -f -d /out /base/rootfs.sqsh "$path" >/dev/null
                done
                """);
        MergedTree tree = tools.tree(files);
        return new BaseRoot(files, tree, release(imager, tree));
    }

    /** The text that says which system it is, for the menu of the boot loader. */
    Optional<byte[]> osRelease() throws IOException {
        for (String path : OS_RELEASE) {
            Optional<MergedNode> node = tree.resolve(Path.of("/", path))
                    .filter(n -> n.stat().isRegular() && n.stat().size() < 1 << 16);
            if (node.isPresent()) {
                try (InputStream in = node.get().open()) {
                    return Optional.of(in.readAllBytes());
                }
            }
        }
        return Optional.empty();
    }

    private static SnapshotId extract(InputImage imager, LayerFile initramfs, Stores stores)
            throws BuildException, IOException {
        boolean[] found = new boolean[2];
        try (SnapshotDraft draft = stores.snapshots().begin();
                InputStream in = initramfs.open()) {
            Path target = draft.root().resolve(ROOTFS);
            InitramfsReader.read(in, (path, mode, size, content) -> {
                found[0] |= path.equals("init");
                if (path.equals(ROOTFS)) {
                    found[1] = true;
                    Files.copy(content, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            });
            if (found[0] && found[1]) {
                return stores.snapshots().commit(draft, imager.name() + " " + ROOTFS, false);
            }
        } catch (ImagerFormatException e) {
            throw new BuildException(
                    2, imager.option() + "=" + imager.name() + " cannot be used: " + e.getMessage(), e);
        }
        throw new BuildException(
                2,
                imager.option() + "=" + imager.name() + " cannot be used: its initramfs has no "
                        + (found[0] ? ROOTFS : "init") + ", so it is not that of a machine with extensions");
    }

    private static Optional<String> release(InputImage imager, MergedTree tree) throws BuildException, IOException {
        Optional<MergedNode> modules = tree.find(MODULES).filter(MergedNode::isDirectory);
        List<String> releases = new ArrayList<>();
        if (modules.isPresent()) {
            for (MergedNode child : modules.get().children()) {
                if (child.isDirectory()) {
                    releases.add(String.valueOf(child.path().getFileName()));
                }
            }
        }
        if (releases.size() > 1) {
            throw new BuildException(
                    2,
                    imager.option() + "=" + imager.name()
                            + ": the root in its initramfs has modules of several kernels: "
                            + String.join(", ", releases));
        }
        return releases.stream().findFirst();
    }
}
