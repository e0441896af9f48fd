package io.kiln.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.MalformedArchiveException;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import io.kiln.oci.layer.UnsafeEntryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for a layer from outside, whichever form its snapshot has. */
abstract class UnpackedLayerCases {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(bytes);
    private final List<String> warnings = new ArrayList<>();
    private SnapshotStore store;

    abstract Forms forms();

    @BeforeEach
    void open() throws IOException {
        store = SnapshotStore.open(directory.resolve("store"), forms());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void filesKeepContentModeOwnerTimeAndCapabilities() throws IOException {
        byte[] capability = {1, 0, 0, 2, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        Instant time = Instant.ofEpochSecond(1_600_000_000L, 987_654_321);
        tar.write(TarEntry.directory("bin", 0755));
        file(
                TarEntry.file("bin/ping", 04711, 4)
                        .withOwner(5, 6)
                        .withMtime(time)
                        .withXattrs(Map.of("security.capability", capability, "user.a", new byte[] {3})),
                "ping");

        LayerFile ping = file(unpack(), "bin/ping");

        assertThat(content(ping)).isEqualTo("ping");
        assertThat(ping.stat().permissions()).isEqualTo(04711);
        assertThat(ping.stat().uid()).isEqualTo(5);
        assertThat(ping.stat().gid()).isEqualTo(6);
        assertThat(ping.stat().mtime().toInstant()).isEqualTo(time);
        assertThat(ping.xattrs().get("security.capability")).isEqualTo(capability);
        assertThat(ping.xattrs().get("user.a")).isEqualTo(new byte[] {3});
    }

    @Test
    void whiteoutsBecomeDevicesAndOpaqueMarksBecomeAttributes() throws IOException {
        file(TarEntry.file(".wh.gone", 0, 0), "");
        tar.write(TarEntry.directory("fresh", 0700));
        file(TarEntry.file("fresh/.wh..wh..opq", 0, 0), "");

        LayerFile root = unpack();

        assertThat(file(root, "gone").stat().isWhiteout()).isTrue();
        assertThat(file(root, "fresh").isOpaque()).isTrue();
        assertThat(find(root, "fresh/.wh..wh..opq")).isEmpty();
    }

    @Test
    void whatALayerRemovesAndBringsAgainHidesWhatIsBelow() throws IOException {
        file(TarEntry.file(".wh.d", 0, 0), "");
        tar.write(TarEntry.directory("d", 0755));
        tar.write(TarEntry.directory("e", 0755));
        file(TarEntry.file(".wh.e", 0, 0), "");

        LayerFile root = unpack();

        assertThat(file(root, "d").isOpaque()).isTrue();
        assertThat(file(root, "e").isOpaque()).isTrue();
    }

    @Test
    void linksDevicesAndFifosAreWhatTheyWere() throws IOException {
        file(TarEntry.file("a", 0644, 1), "a");
        tar.write(TarEntry.hardlink("b", "a"));
        tar.write(TarEntry.symlink("c", "a//"));
        tar.write(TarEntry.device("null", EntryType.CHARACTER_DEVICE, 0666, 1, 3));
        tar.write(TarEntry.device("disk", EntryType.BLOCK_DEVICE, 0660, 259, 70000));

        LayerFile root = unpack();

        assertThat(file(root, "b").stat().inode())
                .isEqualTo(file(root, "a").stat().inode());
        assertThat(file(root, "b").stat().links()).isEqualTo(2);
        assertThat(content(file(root, "b"))).isEqualTo("a");
        assertThat(file(root, "c").target()).isEqualTo(new byte[] {'a', '/', '/'});
        Stat disk = file(root, "disk").stat();
        assertThat(disk.isBlockDevice()).isTrue();
        assertThat(disk.major()).isEqualTo(259);
        assertThat(disk.minor()).isEqualTo(70000);
        assertThat(file(root, "null").stat().permissions()).isEqualTo(0666);
    }

    @Test
    void nothingIsWrittenThroughASymbolicLink() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        tar.write(TarEntry.symlink("door", outside.toString()));
        file(TarEntry.file("door/file", 0644, 4), "evil");

        assertThatThrownBy(this::unpack)
                .isInstanceOf(UnsafeLayerException.class)
                .hasMessageContaining("door/file")
                .hasMessageContaining("'door' on the way to it is not a directory");
        assertThat(outside).isEmptyDirectory();
        assertThat(store.home().resolve("snapshots")).isEmptyDirectory();
    }

    @Test
    void aDirectoryEntryDoesNotChangeWhatALinkOfThatNameLeadsTo() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Linux.chmod(outside, 0700);
        tar.write(TarEntry.symlink("door", outside.toString()));
        tar.write(TarEntry.directory("door", 0777));

        LayerFile root = unpack();

        assertThat(file(root, "door").isDirectory()).isTrue();
        assertThat(Linux.lstat(outside).permissions()).isEqualTo(0700);
    }

    @Test
    void aHardLinkDoesNotReachThroughASymbolicLink() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        tar.write(TarEntry.symlink("door", outside.toString()));
        tar.write(TarEntry.hardlink("mine", "door/secret"));

        assertThatThrownBy(this::unpack)
                .isInstanceOf(UnsafeLayerException.class)
                .hasMessageContaining("mine");
    }

    @Test
    void aHardLinkToNothingOrToADirectoryOrToItselfIsRefused() throws IOException {
        tar.write(TarEntry.directory("d", 0755));
        file(TarEntry.file(".wh.gone", 0, 0), "");
        for (String target : List.of("absent", "d", "gone", "link")) {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            one.writeBytes(bytes.toByteArray());
            TarWriter writer = new TarWriter(one);
            writer.write(TarEntry.hardlink("link", target));
            writer.finish();

            assertThatThrownBy(() -> unpack(one.toByteArray()))
                    .as(target)
                    .isInstanceOf(UnsafeLayerException.class)
                    .hasMessageContaining("which is no file of this layer");
        }
    }

    @Test
    void pathsThatLeadOutAreRefused() throws IOException {
        for (String path : List.of("../evil", "/evil", "a/../../evil")) {
            byte[] archive = TarText.rename(path);

            assertThatThrownBy(() -> unpack(archive)).as(path).isInstanceOf(UnsafeEntryException.class);
        }
        assertThat(store.home().resolve("snapshots")).isEmptyDirectory();
    }

    @Test
    void aDeviceThatTheKernelWouldTakeForAWhiteoutIsRefused() throws IOException {
        tar.write(TarEntry.device("mark", EntryType.CHARACTER_DEVICE, 0, 0x1000, 0));

        assertThatThrownBy(this::unpack)
                .isInstanceOf(UnsafeLayerException.class)
                .hasMessageContaining("device number");
    }

    @Test
    void pathsThatNoFileCanHaveAreRefused() throws IOException {
        for (String path : List.of("a".repeat(300), "ä".repeat(200), "a/".repeat(3000) + "b")) {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            TarWriter writer = new TarWriter(one);
            writer.write(TarEntry.file(path, 0644, 0));
            writer.finish();

            assertThatThrownBy(() -> unpack(one.toByteArray()))
                    .isInstanceOf(UnsafeLayerException.class)
                    .hasMessageContaining("longer than Linux can have");
        }
    }

    @Test
    void aFileInAFileIsRefused() throws IOException {
        file(TarEntry.file("a", 0644, 1), "a");
        file(TarEntry.file("a/b", 0644, 1), "b");

        assertThatThrownBy(this::unpack)
                .isInstanceOf(UnsafeLayerException.class)
                .hasMessageContaining("a/b");
    }

    @Test
    void anArchiveThatIsCutOffLeavesNothing() throws IOException {
        file(TarEntry.file("a", 0644, 2000), "a".repeat(2000));
        byte[] cut = Arrays.copyOf(bytes.toByteArray(), 1000);

        assertThatThrownBy(() -> unpack(cut)).isInstanceOf(MalformedArchiveException.class);
        assertThat(store.home().resolve("snapshots")).isEmptyDirectory();
    }

    @Test
    void whatComesLastCountsAndADirectoryLosesWhatItHadWhenItBecomesAFile() throws IOException {
        file(TarEntry.file("a", 0644, 1), "1");
        file(TarEntry.file("a", 0600, 2), "22");
        file(TarEntry.file("d/x", 0644, 1), "x");
        file(TarEntry.file("d", 0644, 1), "d");

        LayerFile root = unpack();

        assertThat(content(file(root, "a"))).isEqualTo("22");
        assertThat(content(file(root, "d"))).isEqualTo("d");
    }

    @Test
    void overlayMarksOfAForeignLayerAreDroppedWithAWarning() throws IOException {
        tar.write(TarEntry.device("mark", EntryType.CHARACTER_DEVICE, 0, 0, 0));
        tar.write(TarEntry.directory("d", 0755)
                .withXattrs(Map.of("trusted.overlay.opaque", "y".getBytes(StandardCharsets.US_ASCII))));

        LayerFile root = unpack();

        assertThat(find(root, "mark")).isEmpty();
        assertThat(file(root, "d").isOpaque()).isFalse();
        assertThat(warnings)
                .hasSize(2)
                .anyMatch(text -> text.contains("'mark' is left out"))
                .anyMatch(text -> text.contains("trusted.overlay.opaque of 'd' is left out"));
    }

    @Test
    void aSnapshotGivesTheLayerItWasMadeOf() throws IOException {
        file(TarEntry.file(".wh.gone", 0, 0), "");
        tar.write(TarEntry.directory("d", 0750).withOwner(1, 2).withMtime(Instant.ofEpochSecond(77)));
        file(TarEntry.file("d/.wh..wh..opq", 0, 0), "");
        file(TarEntry.file("d/a", 0640, 3).withMtime(Instant.ofEpochSecond(5, 6)), "abc");
        tar.write(TarEntry.hardlink("d/b", "d/a"));
        tar.write(TarEntry.symlink("d/c", "../x"));

        Map<String, TarEntry> entries = new TreeMap<>();
        SnapshotLayerContent.forExchange(unpack()).visit((entry, file) -> entries.put(entry.path(), entry));

        assertThat(entries).containsOnlyKeys("", ".wh.gone", "d", "d/.wh..wh..opq", "d/a", "d/b", "d/c");
        assertThat(only(entries, "d").mode()).isEqualTo(0750);
        assertThat(only(entries, "d").uid()).isEqualTo(1);
        assertThat(only(entries, "d").mtime()).isEqualTo(Instant.ofEpochSecond(77));
        assertThat(only(entries, "d/a").mtime()).isEqualTo(Instant.ofEpochSecond(5, 6));
        assertThat(only(entries, "d/b").type()).isEqualTo(EntryType.HARDLINK);
        assertThat(only(entries, "d/b").linkName()).isEqualTo("d/a");
        assertThat(only(entries, "d/c").linkName()).isEqualTo("../x");
    }

    @Test
    void anImageGetsEachNameAsAFile() throws IOException {
        file(TarEntry.file("a", 0640, 3), "abc");
        tar.write(TarEntry.hardlink("b", "a"));

        List<String> contents = new ArrayList<>();
        SnapshotLayerContent.forImage(unpack()).visit((entry, file) -> {
            if (entry.type() == EntryType.FILE) {
                try (var in = file.open()) {
                    contents.add(entry.path() + "=" + new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        });

        assertThat(contents).containsExactly("a=abc", "b=abc");
    }

    private static LayerFile file(LayerFile root, String path) throws IOException {
        return find(root, path).orElseThrow();
    }

    private static Optional<LayerFile> find(LayerFile root, String path) throws IOException {
        Optional<LayerFile> at = Optional.of(root);
        for (Path name : Path.of(path)) {
            if (at.isPresent()) {
                at = at.get().child(name).map(LayerFile.class::cast);
            }
        }
        return at;
    }

    private static String content(LayerFile file) throws IOException {
        try (var in = file.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static TarEntry only(Map<String, TarEntry> entries, String path) {
        return Objects.requireNonNull(entries.get(path), path);
    }

    private void file(TarEntry entry, String content) throws IOException {
        tar.write(entry, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private LayerFile unpack() throws IOException {
        tar.finish();
        return unpack(bytes.toByteArray());
    }

    private LayerFile unpack(byte[] archive) throws IOException {
        SnapshotId id = new LayerUnpacker(store, warnings::add).unpack(new ByteArrayInputStream(archive), "sha256:abc");
        try (Stream<Path> left = Files.list(store.home().resolve("tmp").resolve(store.session()))) {
            assertThat(left).isEmpty();
        }
        return store.layer(id);
    }
}
