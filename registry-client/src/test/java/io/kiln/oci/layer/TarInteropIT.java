package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kiln.oci.Tool;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs root and GNU tar, setfattr, gzip, zstd. */
class TarInteropIT {

    /** cap_setuid+ep; the byte 0x80 is not UTF-8. */
    private static final byte[] CAPABILITY = {1, 0, 0, 2, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final long HUGE = 9L << 30;

    @TempDir
    Path dir;

    @Test
    void gnuTarUnpacksWhatWeWrite() throws Exception {
        String longName = "n".repeat(200);
        Path tar = dir.resolve("x.tar");
        try (TarWriter out = new TarWriter(Files.newOutputStream(tar))) {
            out.write(TarEntry.directory("d", 01777).withOwner(3, 5_000_000));
            out.write(
                    TarEntry.file("d/" + longName, 04711, 5)
                            .withMtime(Instant.ofEpochSecond(1_600_000_000, 250_000_000))
                            .withXattrs(
                                    Map.of("security.capability", CAPABILITY, "user.note", new byte[] {'a', '\n', 0})),
                    new ByteArrayInputStream("hello".getBytes(StandardCharsets.US_ASCII)));
            out.write(TarEntry.hardlink("hard", "d/" + longName));
            out.write(TarEntry.symlink("sym", "t".repeat(150)));
            out.write(TarEntry.device("null", EntryType.CHARACTER_DEVICE, 0666, 1, 3));
            out.write(TarEntry.device("disk", EntryType.BLOCK_DEVICE, 0600, 259, 300));
            out.finish();
        }
        Path to = Files.createDirectory(dir.resolve("to"));

        Tool.run(to, "tar", "--xattrs", "--xattrs-include=*", "-xpf", tar.toString());

        Path file = to.resolve("d/" + longName);
        assertThat(file).hasContent("hello");
        assertThat(Files.getLastModifiedTime(file).toInstant())
                .isEqualTo(Instant.ofEpochSecond(1_600_000_000, 250_000_000));
        assertThat(Files.isSameFile(file, to.resolve("hard"))).isTrue();
        assertThat(Files.readSymbolicLink(to.resolve("sym"))).hasToString("t".repeat(150));
        assertThat(Tool.run(to, "stat", "-c", "%a %u %g %F %t %T", "d", "null", "disk", "hard")
                        .lines())
                .containsExactly(
                        "1777 3 5000000 directory 0 0",
                        "666 0 0 character special file 1 3",
                        "600 0 0 block special file 103 12c",
                        "4711 0 0 regular file 0 0");
        assertThat(Tool.run(to, "getfattr", "-n", "security.capability", "-e", "hex", "hard"))
                .contains("security.capability=0x0100000280000000");
        assertThat(Tool.run(to, "getfattr", "-n", "user.note", "-e", "hex", "hard"))
                .contains("user.note=0x610a00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix", "gnu", "ustar", "oldgnu"})
    void weReadWhatGnuTarWrites(String format) throws Exception {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        boolean large = !format.equals("ustar");
        String deep = ("x".repeat(60) + "/").repeat(large ? 4 : 3);
        Files.createDirectories(tree.resolve(deep));
        Files.writeString(tree.resolve(deep + "file"), "hello");
        Files.createSymbolicLink(tree.resolve("sym"), Path.of("t".repeat(large ? 150 : 90)));
        Files.writeString(tree.resolve("near"), "");
        Files.createLink(tree.resolve("hard"), tree.resolve(large ? deep + "file" : "near"));
        Tool.run(tree, "mknod", "null", "c", "1", "3");
        Tool.run(tree, "sh", "-c", "printf x > \"$(printf 'bad\\377name')\"");
        Tool.run(dir, "tar", "--format=" + format, "-cf", "x.tar", "-C", "tree", ".");

        Map<String, TarEntry> entries = entries(dir.resolve("x.tar"));

        assertThat(entries).containsKeys("", deep + "file", "sym", "hard", "null", "bad\udcffname");
        assertThat(get(entries, "sym").linkName()).hasSize(large ? 150 : 90);
        assertThat(entries.get("null"))
                .extracting(TarEntry::deviceMajor, TarEntry::deviceMinor)
                .containsExactly(1, 3);
        assertThat(entries.values())
                .filteredOn(e -> e.type() == EntryType.HARDLINK)
                .hasSize(1);
        DirectoryContent.of(tree, XattrReader.NONE).visit((walked, file) -> {
            TarEntry packed = get(entries, walked.path());
            assertThat(packed.mode()).isEqualTo(walked.mode());
            assertThat(packed.mtime().getEpochSecond()).isEqualTo(walked.mtime().getEpochSecond());
        });
    }

    @Test
    void weReadBinaryAttributesThatGnuTarWrites() throws Exception {
        Files.writeString(dir.resolve("f"), "");
        Tool.run(dir, "setfattr", "-n", "security.capability", "-v", "0x0100000280000000000000000000000000000000", "f");
        Tool.run(dir, "setfattr", "-n", "user.empty", "f");
        Tool.run(dir, "tar", "--xattrs", "--xattrs-include=*", "-cf", "x.tar", "f");

        assertThat(get(entries(dir.resolve("x.tar")), "f").xattrs())
                .containsEntry("security.capability", CAPABILITY)
                .containsKey("user.empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix", "gnu"})
    void weReadTheSizeOfAHugeFile(String format) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(dir.resolve("huge").toFile(), "rw")) {
            file.setLength(HUGE);
        }
        Process tar = new ProcessBuilder("tar", "--format=" + format, "-cf", "-", "huge")
                .directory(dir.toFile())
                .start();
        try (TarReader reader = new TarReader(tar.getInputStream())) {
            assertThat(reader.next()).isNotNull().extracting(e -> e.size()).isEqualTo(HUGE);
        } finally {
            tar.destroyForcibly();
        }
    }

    @Test
    void sparseFilesOfGnuTarAreRefused() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(dir.resolve("huge").toFile(), "rw")) {
            file.setLength(HUGE);
        }
        for (String format : new String[] {"posix", "gnu"}) {
            Tool.run(dir, "tar", "--format=" + format, "--sparse", "-cf", "x.tar", "huge");
            assertThat(catchThrowable(() -> entries(dir.resolve("x.tar"))))
                    .isInstanceOf(MalformedArchiveException.class)
                    .hasMessageContaining("without --sparse");
        }
    }

    @Test
    void gnuTarReadsTheSizeOfAHugeFileThatWeWrite() throws Exception {
        Path tar = dir.resolve("x.tar");
        try (RandomAccessFile file = new RandomAccessFile(tar.toFile(), "rw")) {
            // Everything after the headers is a hole, so that the test needs no space on the disk.
            long[] headers = {0};
            InputStream zeros = new InputStream() {
                @Override
                public int read() {
                    return 0;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    throw new IOException("enough");
                }
            };
            OutputStream out = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    file.write(b);
                    headers[0]++;
                }
            };
            assertThat(catchThrowable(() -> new TarWriter(out).write(TarEntry.file("huge", 0644, HUGE), zeros)))
                    .hasMessage("enough");
            file.setLength(headers[0] + HUGE + 1024);
        }

        assertThat(Tool.run(dir, "tar", "-tvf", "x.tar"))
                .contains(" " + HUGE + " ")
                .contains("huge");
    }

    @Test
    void overlayWhiteoutsBecomeFiles() throws Exception {
        Path tree = dir.resolve("up");
        Files.createDirectories(tree.resolve("d"));
        Tool.run(tree, "mknod", "d/gone", "c", "0", "0");
        Map<String, TarEntry> seen = new HashMap<>();

        DirectoryContent.ofOverlay(tree, XattrReader.NONE).visit((entry, file) -> seen.put(entry.path(), entry));

        assertThat(seen).containsOnlyKeys("", "d", "d/.wh.gone");
        assertThat(get(seen, "d/.wh.gone").type()).isEqualTo(EntryType.FILE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"GZIP", "ZSTD"})
    void commonToolsUnpackWhatWeCompress(Compression compression) throws Exception {
        byte[] content = CompressionTest.content(5_000_000);
        Path packed = dir.resolve("packed");
        try (OutputStream out = compression.compress(Files.newOutputStream(packed))) {
            out.write(content);
        }
        String tool = compression == Compression.GZIP ? "gzip" : "zstd";

        Tool.run(dir, tool, "-t", "packed");
        Tool.run(dir, "sh", "-c", tool + " -dc < packed > plain");
        assertThat(Files.readAllBytes(dir.resolve("plain"))).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip -9", "zstd -19", "cat"})
    void weUnpackWhatCommonToolsCompress(String tool) throws Exception {
        byte[] content = CompressionTest.content(2_000_000);
        Files.write(dir.resolve("plain"), content);
        Tool.run(dir, "sh", "-c", tool + " < plain > packed");

        try (InputStream in = Decompression.open(Files.newInputStream(dir.resolve("packed")), content.length)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    private static TarEntry get(Map<String, TarEntry> entries, String path) {
        return Objects.requireNonNull(entries.get(path), path);
    }

    private static Map<String, TarEntry> entries(Path tar) throws IOException {
        Map<String, TarEntry> entries = new HashMap<>();
        try (TarReader reader = new TarReader(new BufferedInputStream(Files.newInputStream(tar)))) {
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.put(entry.path(), entry);
            }
        }
        return entries;
    }
}
