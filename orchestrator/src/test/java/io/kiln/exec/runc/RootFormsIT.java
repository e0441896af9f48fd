package io.kiln.exec.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.exec.FinalizePlan;
import io.kiln.exec.InputLayers;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.Placement;
import io.kiln.exec.RootLayers;
import io.kiln.exec.StageInput;
import io.kiln.exec.StageTask;
import io.kiln.exec.Stages;
import io.kiln.exec.TarRoot;
import io.kiln.exec.WorkingDirectory;
import io.kiln.linux.Linux;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.LayerBlob;
import io.kiln.oci.layer.LayerProfile;
import io.kiln.oci.layout.OciLayout;
import io.kiln.store.Forms;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.OverlayMarks;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotForm;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotLayerContent;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The root of a stage is the same whether it is made of directories, by links, or of archives. */
class RootFormsIT {

    @TempDir
    Path directory;

    private SnapshotStore store;

    @BeforeEach
    void open() throws IOException {
        store = SnapshotStore.open(directory.resolve("store"));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void everyLayerAndEveryResultIsTheSame() throws Exception {
        SnapshotId base = base();
        SnapshotId low = snapshot(false, root -> {
            Files.createDirectories(root.resolve("usr/include"));
            Path file = Files.writeString(root.resolve("usr/include/a.h"), "a");
            Linux.lchown(file, 3, 4);
            Linux.link(file, root.resolve("usr/include/b.h"));
            Files.writeString(root.resolve("usr/include/removed"), "gone");
            Files.createSymbolicLink(root.resolve("include"), Path.of("/usr/include"));
            Linux.chmod(Files.writeString(root.resolve("tool"), "t"), 06755);
        });
        SnapshotId high = snapshot(true, root -> {
            Files.createDirectories(root.resolve("usr/include"));
            OverlayMarks.makeWhiteout(root.resolve("usr/include/removed"));
            Path fresh = Files.createDirectory(root.resolve("fresh"));
            OverlayMarks.makeOpaque(fresh);
            Linux.mknod(fresh.resolve("fifo"), 0010644, 0, 0);
        });
        Path source = Files.writeString(directory.resolve("source"), "source");
        Linux.lchown(source, 9, 9);
        StageTask task = new Stages(new MemoryInstructionCache(), directory.resolve("log"))
                .input("base", base)
                .input("whole", low, high)
                .input("part", "/include", "/lib/part", low, high)
                .input("file into", "/tool", "/usr/bin", low)
                .input("file as", "/tool", "/usr/bin/renamed", low)
                .input("slash", "/tool", "/new/", low)
                .input("up", "/usr/../tool", "/../up/", low)
                .sources(Map.of("s/source.tar", source))
                .build("true")
                .finalize("/", "/")
                .finalize("/include", "/lib/more")
                .finalize("/tool", "/usr/bin")
                .task();

        List<String> linked = new ArrayList<>();
        try (RootStack root = new RootStack(store)) {
            linked.addAll(walk(root, task));
        }
        for (SnapshotId id : List.of(base, low, high)) {
            store.tar(id);
            store.drop(id, SnapshotForm.DIRECTORY);
        }
        List<String> packed = new ArrayList<>();
        try (TarRoot root = new TarRoot(store, 100)) {
            packed.addAll(walk(root, task));
        }

        assertThat(packed).isEqualTo(linked).hasSize(9 + 3);
        assertThat(store.info(low).forms()).containsExactly("layer.tar");
        try (var left = Files.list(store.home().resolve("snapshots"))) {
            assertThat(left).hasSize(3);
        }
    }

    @Test
    void runcIsRefusedWhereLayersCannotBeDirectories() throws Exception {
        try (SnapshotStore archives = SnapshotStore.open(directory.resolve("archives"), Forms.TAR_ONLY)) {
            assertThat(RuncPreflight.check(archives))
                    .singleElement()
                    .asString()
                    .contains("needs layers as directories", "opened for archives only");
            SnapshotId id = archives.commit(archives.begin(), "a test", false);
            assertThat(archives.info(id).forms()).containsExactly("layer.tar");
            assertThatThrownBy(() -> archives.directory(id))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("(a test) cannot be made a directory here");
        }
    }

    @Test
    void parentsHaveTheAttributesOfWhatTheyWouldHideAndNewOnesTheTimeOfWhatIsPut() throws Exception {
        FileTime time = FileTime.from(Instant.ofEpochSecond(1_234_567_890, 7));
        SnapshotId one = snapshot(false, root -> Linux.setTime(Files.writeString(root.resolve("tool"), "t"), time));
        MergedNode tool = store.tree(List.of(one)).find(Path.of("/tool")).orElseThrow();
        MergedTree below = store.tree(List.of(base()));
        Placement into = new Placement(below);
        into.put(tool, Path.of("tool"), "/usr/bin");
        Placement anew = new Placement(below);
        anew.put(tool, Path.of("tool"), "/usr/new/");

        MergedTree placed = MergedTree.ofLayers(List.of(into.layer(), anew.layer()));

        MergedNode bin = placed.find(Path.of("/usr/bin")).orElseThrow();
        assertThat(bin.stat())
                .isEqualTo(below.find(Path.of("/usr/bin")).orElseThrow().stat());
        assertThat(bin.xattrs()).containsKey("user.note");
        assertThat(placed.find(Path.of("/usr/new")).orElseThrow().stat().mtime())
                .isEqualTo(time);
        assertThat(placed.find(Path.of("/usr/new")).orElseThrow().stat().permissions())
                .isEqualTo(0755);
        assertThat(placed.find(Path.of("/usr/new/tool")).orElseThrow().onDisk()).isPresent();
    }

    @Test
    void moreLayersThanFitAreMerged() throws Exception {
        try (TarRoot root = new TarRoot(store, 4)) {
            for (int i = 0; i < 9; i++) {
                String name = "f" + i;
                root.push(snapshot(false, layer -> Files.writeString(layer.resolve(name), name)));
            }

            assertThat(root.layers()).hasSizeLessThanOrEqualTo(4);
            assertThat(root.tree().root().children()).hasSize(9);
        }
    }

    @Test
    void aDirectoryThatWouldHideALinkIsRefusedInArchivesToo() throws Exception {
        SnapshotId hiding = snapshot(false, root -> Files.createDirectories(root.resolve("lib")));
        try (TarRoot root = new TarRoot(store, 100)) {
            InputLayers<SnapshotId> inputs = new InputLayers<>(root, store);
            inputs.add(new StageInput("base", List.of(base()), "/", "/", Stages.AT));

            assertThatThrownBy(() -> inputs.add(new StageInput("hiding", List.of(hiding), "/", "/", Stages.AT)))
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("hiding has a directory /lib where base has a symbolic link to usr/lib");
        }
    }

    private <L> List<String> walk(RootLayers<L> root, StageTask task) throws Exception {
        InputLayers<L> inputs = new InputLayers<>(root, store);
        for (StageInput input : task.inputs()) {
            inputs.add(input);
        }
        WorkingDirectory.push(root);
        WorkingDirectory.pushSources(task.steps().get(0), root);
        List<String> digests = new ArrayList<>();
        for (L layer : root.layers()) {
            digests.add(digest(SnapshotLayerContent.forExchange(root.read(layer)), LayerProfile.exchange()));
        }
        for (LayerFile layer : FinalizePlan.of(task, root.tree())) {
            // Links to one file in several layers make one file of its names, which archives cannot.
            digests.add(digest(SnapshotLayerContent.forImage(layer), LayerProfile.image(Instant.EPOCH)));
        }
        return digests;
    }

    private String digest(SnapshotLayerContent content, LayerProfile profile) throws IOException {
        return LayerBlob.write(content, profile, Compression.NONE, OciLayout.openOrCreate(directory.resolve("layout")))
                .diffId()
                .toString();
    }

    private SnapshotId base() throws IOException {
        return snapshot(false, root -> {
            Path usr = Files.createDirectories(root.resolve("usr/lib"));
            Path bin = Files.createDirectories(root.resolve("usr/bin"));
            Linux.lchown(bin, 5, 6);
            Linux.chmod(bin, 01775);
            Linux.setXattr(bin, "user.note", new byte[] {1});
            Linux.setTime(bin, FileTime.from(Instant.ofEpochSecond(1_000_000, 5)));
            Files.writeString(usr.resolve("libc"), "c");
            Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        });
    }

    private SnapshotId snapshot(boolean whiteouts, Filling filling) throws IOException {
        try (SnapshotDraft draft = store.begin()) {
            filling.fill(draft.root());
            return store.commit(draft, "test", whiteouts);
        }
    }

    @FunctionalInterface
    private interface Filling {
        void fill(Path root) throws IOException;
    }
}
