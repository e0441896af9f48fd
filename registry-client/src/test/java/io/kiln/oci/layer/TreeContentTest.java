package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Digest;
import io.kiln.oci.layout.OciLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeContentTest {

    @TempDir
    Path dir;

    @Test
    void directoryIsWalkedInOrder() throws Exception {
        tree();

        assertThat(paths(DirectoryContent.of(dir.resolve("t"), XattrReader.NONE)))
                .containsExactly("", "a", "a/b", "a/hard", "a/link", "a-b", "ä");
    }

    @Test
    void hardLinksBecomeFilesWithTheirContent() throws Exception {
        tree();
        List<String> contents = new ArrayList<>();

        DirectoryContent.of(dir.resolve("t"), XattrReader.NONE).visit((entry, file) -> {
            if (entry.type() == EntryType.FILE) {
                try (var in = file.open()) {
                    contents.add(entry.path() + "=" + new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        });

        assertThat(contents).containsExactly("a/b=one", "a/hard=one", "a-b=two", "ä=three");
    }

    @Test
    void fileNamedLikeAWhiteoutIsRefused() throws Exception {
        Files.writeString(dir.resolve(".wh.x"), "");

        assertThatThrownBy(() -> paths(DirectoryContent.of(dir, XattrReader.NONE)))
                .isInstanceOf(UnsafeEntryException.class);
    }

    @Test
    void opaqueDirectoryBecomesItsMark() throws Exception {
        Files.createDirectories(dir.resolve("d/e"));
        XattrReader opaque = file -> file.endsWith("d") ? Map.of("user.overlay.opaque", new byte[] {'y'}) : Map.of();

        assertThat(paths(DirectoryContent.ofOverlay(dir, opaque))).containsExactly("", "d", "d/.wh..wh..opq", "d/e");
    }

    @Test
    void tarIsSortedAndItsLinksResolved() throws Exception {
        Path tar = dir.resolve("x.tar");
        try (TarWriter writer = new TarWriter(Files.newOutputStream(tar))) {
            writer.write(TarEntry.file("z/f", 0644, 3), new ByteArrayInputStream(new byte[] {1, 2, 3}));
            writer.write(TarEntry.file("b", 0644, 0));
            writer.write(TarEntry.hardlink("a", "z/f"));
            writer.write(TarEntry.file("b", 0600, 1), new ByteArrayInputStream(new byte[] {9}));
            writer.finish();
        }
        List<String> seen = new ArrayList<>();

        TarFileContent.index(tar).visit((entry, file) -> {
            try (var in = file.open()) {
                seen.add(entry.path() + " " + entry.type() + " " + Arrays.toString(in.readAllBytes()));
            }
        });

        assertThat(seen).containsExactly("a FILE [1, 2, 3]", "b FILE [9]", "z/f FILE [1, 2, 3]");
    }

    @Test
    void hardLinkToNothingIsRefused() throws Exception {
        Path tar = Files.write(dir.resolve("x.tar"), Tars.of(TarEntry.hardlink("a", "b")));

        assertThatThrownBy(() -> TarFileContent.index(tar)).hasMessageContaining("hard link to 'b'");
    }

    @Test
    void blobHasBothDigests() throws Exception {
        tree();
        OciLayout layout = OciLayout.openOrCreate(dir.resolve("layout"));
        LayerContent content = DirectoryContent.of(dir.resolve("t"), XattrReader.NONE);

        LayerBlob blob = LayerBlob.write(content, LayerProfile.image(Instant.EPOCH), Compression.GZIP, layout);

        byte[] tar = Decompression.open(layout.open(blob.descriptor()), 1 << 20).readAllBytes();
        assertThat(Digest.of(tar)).isEqualTo(blob.diffId());
        assertThat(blob.uncompressedSize()).isEqualTo(tar.length);
        assertThat(Digest.of(Files.readAllBytes(layout.file(blob.descriptor().digest()))))
                .isEqualTo(blob.descriptor().digest());
        assertThat(Tars.read(tar))
                .extracting(TarEntry::path)
                .containsExactly("a", "a/b", "a/hard", "a/link", "a-b", "ä");
    }

    @Test
    void sameTreeInAnotherPlaceGivesTheSameBlob() throws Exception {
        tree();
        OciLayout layout = OciLayout.openOrCreate(dir.resolve("layout"));
        LayerContent content = DirectoryContent.of(dir.resolve("t"), XattrReader.NONE);
        LayerProfile profile = LayerProfile.image(Instant.EPOCH);
        LayerBlob first = LayerBlob.write(content, profile, Compression.ZSTD, layout);
        Path tar = dir.resolve("t.tar");
        try (var out = Files.newOutputStream(tar)) {
            LayerWriter.write(content, LayerProfile.exchange(), out);
        }

        assertThat(LayerBlob.write(TarFileContent.index(tar), profile, Compression.ZSTD, layout))
                .isEqualTo(first);
    }

    private void tree() throws IOException {
        Path t = dir.resolve("t");
        Files.createDirectories(t.resolve("a"));
        Files.writeString(t.resolve("a/b"), "one");
        Files.createLink(t.resolve("a/hard"), t.resolve("a/b"));
        Files.createSymbolicLink(t.resolve("a/link"), Path.of("/nowhere"));
        Files.writeString(t.resolve("a-b"), "two");
        Files.writeString(t.resolve("ä"), "three");
    }

    private static List<String> paths(LayerContent content) throws IOException {
        List<String> paths = new ArrayList<>();
        content.visit((entry, file) -> paths.add(entry.path()));
        return paths;
    }
}
