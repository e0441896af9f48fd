package io.kiln.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.linux.Linux;
import io.kiln.linux.PathBytes;
import io.kiln.oci.Digest;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.LayerBlob;
import io.kiln.oci.layer.LayerProfile;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import io.kiln.oci.layout.OciLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two forms of a snapshot, each made of the other. */
class SnapshotFormsIT {

    @TempDir
    Path directory;

    private SnapshotStore store;

    @BeforeEach
    void open() throws IOException {
        store = SnapshotStore.open(directory.resolve("store"));
        assertThat(store.directoryProblem()).isEmpty();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void aDirectoryGivesATarThatGivesTheSameDirectory() throws Exception {
        SnapshotId id = everything();
        String before = Listing.of(store.directory(id));
        LayerTarFile tar = store.tar(id);

        store.drop(id, SnapshotForm.DIRECTORY);

        assertThat(store.info(id).forms()).containsExactly("layer.tar");
        assertThat(Listing.of(store.directory(id))).isEqualTo(before);
        assertThat(store.info(id).forms()).containsExactly("fs", "layer.tar");
        assertThat(store.tar(id)).isEqualTo(tar);
    }

    @Test
    void aTarGivesADirectoryThatGivesTheSameTar() throws Exception {
        SnapshotId id = everything();
        byte[] before = Files.readAllBytes(store.tar(id).file());
        store.drop(id, SnapshotForm.DIRECTORY);
        assertThat(store.directory(id)).isDirectory();

        store.drop(id, SnapshotForm.TAR);

        assertThat(Files.readAllBytes(store.tar(id).file())).isEqualTo(before);
    }

    @Test
    void aTarHasTheSizeAndTheDigestThatItsFileHas() throws Exception {
        LayerTarFile tar = store.tar(everything());

        assertThat(tar.size()).isEqualTo(Files.size(tar.file()));
        assertThat(tar.diffId()).isEqualTo(Digest.of(Files.readAllBytes(tar.file())));
    }

    @Test
    void whatComesFromOutsideIsTheSameInBothForms() throws Exception {
        byte[] foreign = Files.readAllBytes(store.tar(everything()).file());
        LayerUnpacker unpacker = new LayerUnpacker(store, warning -> {});

        SnapshotId unpacked = unpacker.unpack(new ByteArrayInputStream(foreign), "a test");
        SnapshotId packed = unpacker.unpackToTar(new ByteArrayInputStream(foreign), "a test");

        assertThat(store.info(unpacked).forms()).containsExactly("fs");
        assertThat(store.info(packed).forms()).containsExactly("layer.tar");
        assertThat(store.info(packed).whiteouts()).isTrue();
        assertThat(store.tar(packed).diffId()).isEqualTo(store.tar(unpacked).diffId());
    }

    @Test
    void theOrderInWhichALayerComesMakesNoDifference() throws Exception {
        LayerTarFile wanted = store.tar(everything());
        LayerUnpacker unpacker = new LayerUnpacker(store, warning -> {});

        SnapshotId inOrder = unpacker.unpackToTar(Files.newInputStream(wanted.file()), "a test");
        SnapshotId shuffled =
                unpacker.unpackToTar(new ByteArrayInputStream(TarText.directoriesLast(wanted.file())), "a test");

        assertThat(Files.readAllBytes(store.tar(inOrder).file())).isEqualTo(Files.readAllBytes(wanted.file()));
        assertThat(Files.readAllBytes(store.tar(shuffled).file())).isEqualTo(Files.readAllBytes(wanted.file()));
    }

    @Test
    void aLayerWithoutDirectoriesGetsThem() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(bytes);
        tar.write(TarEntry.file("a/b/c", 0644, 0));
        tar.finish();
        LayerUnpacker unpacker = new LayerUnpacker(store, warning -> {});

        SnapshotId unpacked = unpacker.unpack(new ByteArrayInputStream(bytes.toByteArray()), "a test");
        SnapshotId packed = unpacker.unpackToTar(new ByteArrayInputStream(bytes.toByteArray()), "a test");
        SnapshotId empty = unpacker.unpackToTar(new ByteArrayInputStream(new byte[1024]), "a test");

        assertThat(store.tar(packed).diffId()).isEqualTo(store.tar(unpacked).diffId());
        assertThat(store.layer(packed).child(Path.of("a")).orElseThrow().stat().permissions())
                .isEqualTo(0755);
        assertThat(store.layer(empty).children()).isEmpty();
    }

    @Test
    void theImageOfASnapshotIsTheSameInBothForms() throws Exception {
        SnapshotId id = everything();
        LayerBlob ofDirectory = image(id);
        store.tar(id);

        store.drop(id, SnapshotForm.DIRECTORY);

        assertThat(store.layer(id).onDisk()).isEmpty();
        assertThat(image(id)).isEqualTo(ofDirectory);
    }

    @Test
    void theOnlyFormIsNotDropped() throws Exception {
        SnapshotId id = everything();

        assertThatThrownBy(() -> store.drop(id, SnapshotForm.DIRECTORY)).isInstanceOf(IllegalStateException.class);
        assertThat(store.exists(id)).isTrue();
    }

    @Test
    void aDeletedSnapshotIsGoneInBothForms() throws Exception {
        SnapshotId id = everything();
        store.tar(id);

        store.delete(id);

        assertThat(store.exists(id)).isFalse();
        assertThat(store.home().resolve("snapshots")).isEmptyDirectory();
        assertThatThrownBy(() -> store.tar(id)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.directory(id)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.layer(id)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aTornTarIsMadeAgainAndNeverRead() throws Exception {
        SnapshotId id = everything();
        LayerTarFile whole = store.tar(id);
        byte[] bytes = Files.readAllBytes(whole.file());
        Files.write(whole.file(), java.util.Arrays.copyOf(bytes, bytes.length - 1024));

        assertThat(store.tar(id)).isEqualTo(whole);
        assertThat(Files.readAllBytes(whole.file())).isEqualTo(bytes);
    }

    @Test
    void aTornTarWithoutADirectoryIsAnErrorThatSaysWhatToDo() throws Exception {
        SnapshotId id = everything();
        Path file = store.tar(id).file();
        store.drop(id, SnapshotForm.DIRECTORY);
        Files.write(file, new byte[512]);

        assertThatThrownBy(() -> store.layer(id))
                .hasMessageContaining("is damaged")
                .hasMessageContaining("remove");
        assertThatThrownBy(() -> store.directory(id)).hasMessageContaining("is damaged");
    }

    @Test
    void aSnapshotOfAnOlderKilnIsRead() throws Exception {
        SnapshotId id = everything();
        Path info = store.home().resolve("snapshots").resolve(id.value()).resolve("layer.json");
        Files.writeString(info, "{\"forms\":[\"fs\"],\"origin\":\"base build[0]\",\"whiteouts\":true}");

        assertThat(store.info(id).tar()).isEmpty();
        assertThat(store.tar(id).size()).isPositive();
        assertThat(store.info(id).origin()).isEqualTo("base build[0]");
        assertThat(store.info(id).tar()).isPresent();
    }

    @Test
    void threadsThatWantTheSameFormGetTheSame() throws Exception {
        SnapshotId id = everything();
        List<LayerTarFile> tars = together(() -> store.tar(id));
        assertThat(tars).containsOnly(tars.get(0));
        store.drop(id, SnapshotForm.DIRECTORY);
        List<String> listings = together(() -> Listing.of(store.directory(id)));
        assertThat(listings).containsOnly(listings.get(0));
        assertThat(store.home().resolve("tmp").resolve(store.session())).isEmptyDirectory();
    }

    @Test
    void processesThatWantTheSameFormGetTheSame() throws Exception {
        SnapshotId id = everything();
        List<Process> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(MakeForm.start(store.home(), id));
        }
        List<String> digests = new ArrayList<>();
        for (Process other : others) {
            try (var lines = other.inputReader()) {
                digests.add(lines.readLine());
            }
            assertThat(other.waitFor()).isZero();
        }

        assertThat(digests).containsOnly(store.tar(id).diffId().toString());
    }

    private static <T> List<T> together(Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(List.of(work, work, work, work))) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    private LayerBlob image(SnapshotId id) throws IOException {
        return LayerBlob.write(
                SnapshotLayerContent.forImage(store.layer(id)),
                LayerProfile.image(Instant.ofEpochSecond(1)),
                Compression.GZIP,
                OciLayout.openOrCreate(directory.resolve("layout")));
    }

    /** A layer with one of everything that a layer can have, but a socket, which it cannot. */
    private SnapshotId everything() throws IOException {
        try (SnapshotDraft draft = store.begin()) {
            Path root = draft.root();
            Path bin = Files.createDirectories(root.resolve("usr/bin"));
            Path tool = Files.writeString(bin.resolve("tool"), "tool");
            Linux.lchown(tool, 1000, 70_000);
            Linux.chmod(tool, 06755);
            Linux.setXattr(tool, "security.capability", new byte[] {
                1, 0, 0, 2, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            });
            Linux.setXattr(tool, "user.binary", new byte[] {0, (byte) 0xff, '\n', '='});
            Linux.setXattr(tool, "user.empty", new byte[0]);
            Linux.link(tool, bin.resolve("a-tool"));
            Linux.link(tool, root.resolve("zz"));
            Linux.setTime(tool, FileTime.from(Instant.ofEpochSecond(1_600_000_000, 123_456_789)));
            Files.createSymbolicLink(bin.resolve("link"), Path.of("../../no//where"));
            Linux.setTime(bin.resolve("link"), FileTime.from(Instant.ofEpochSecond(-5, 1)));
            Path deep = root.resolve("d".repeat(200)).resolve("e".repeat(200));
            Files.writeString(Files.createDirectories(deep).resolve("müll"), "x".repeat(70_000));
            Files.writeString(
                    PathBytes.resolve(root, new byte[] {'n', (byte) 0xff, (byte) 0xfe}), "odd", StandardCharsets.UTF_8);
            Linux.symlink(new byte[] {'o', (byte) 0xff, '/'}, root.resolve("odd link"));
            Linux.mknod(root.resolve("fifo"), 0010640, 0, 0);
            Linux.mknod(root.resolve("null"), 0020666, 1, 3);
            Linux.mknod(root.resolve("disk"), 0060660, 259, 70_000);
            OverlayMarks.makeWhiteout(root.resolve("gone"));
            OverlayMarks.makeWhiteout(bin.resolve("-gone"));
            Path empty = Files.createDirectory(root.resolve("empty"));
            Linux.lchown(empty, 7, 8);
            Linux.chmod(empty, 01777);
            Linux.setXattr(empty, "user.note", new byte[] {9});
            Path opaque = Files.createDirectory(root.resolve("opaque"));
            OverlayMarks.makeOpaque(opaque);
            Files.writeString(opaque.resolve(".a"), "first");
            Files.writeString(opaque.resolve("b"), "");
            OverlayMarks.makeWhiteout(opaque.resolve("+c"));
            Linux.setTime(opaque, FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
            Linux.setTime(root, FileTime.from(Instant.ofEpochSecond(1_000_000_001, 5)));
            return store.commit(draft, "a test", true);
        }
    }
}
