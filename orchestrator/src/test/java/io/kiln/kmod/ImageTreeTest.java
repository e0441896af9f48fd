package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImageTreeTest {

    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private final List<Descriptor> layers = new ArrayList<>();

    @Test
    void laterLayersReplaceAndRemove() throws Exception {
        layer(file("a/one", "low"), file("a/two", "low"), file("b/x", "low"), file("c/x", "low"), file("d", "low"));
        layer(file("a/two", "high"), file("a/.wh.one", ""), file("b/.wh..wh..opq", ""), file("b/y", "high"));
        layer(file(".wh.c", ""), file("d/e", "top"), TarEntry.symlink("a/three", "two"));

        assertThat(files()).containsExactlyInAnyOrder("a/two=high", "a/three=high", "b/y=high", "d/e=top");
    }

    @Test
    void fileOrLinkHidesTheDirectoryBelow() throws Exception {
        layer(file("a/one", "low"), file("b/one", "low"));
        layer(file("a", "high"), TarEntry.symlink("b", "a"));

        assertThat(files()).containsExactlyInAnyOrder("a=high", "b=high");
    }

    @Test
    void hardLinkHasTheContentOfItsTargetEvenWhenThatIsReplaced() throws Exception {
        layer(file("one", "low"), TarEntry.hardlink("two", "one"), TarEntry.hardlink("three", "absent"));
        layer(file("one", "high"));

        assertThat(files()).containsExactlyInAnyOrder("one=high", "two=low", "three -> /absent: ABSENT");
    }

    @Test
    void bothNamesOfOneFileAreVisited() throws Exception {
        layer(file("one", "same"), TarEntry.hardlink("two", "one"));

        assertThat(files()).containsExactlyInAnyOrder("one=same", "two=same");
    }

    @Test
    void linkHasTheContentOfItsTargetInTheImage() throws Exception {
        layer(file("usr/lib/x", "low"), TarEntry.symlink("lib", "usr/lib"), TarEntry.symlink("one", "/lib/x"));
        layer(
                TarEntry.directory("empty", 0755),
                file("usr/lib/y", "high"),
                TarEntry.symlink("etc/two", "../../../empty/../lib/./y"),
                TarEntry.symlink("three", "one"),
                TarEntry.hardlink("four", "three"),
                TarEntry.hardlink("five", "lib/x"));

        assertThat(files())
                .containsExactlyInAnyOrder(
                        "usr/lib/x=low",
                        "usr/lib/y=high",
                        "lib -> usr/lib: DIRECTORY",
                        "one=low",
                        "etc/two=high",
                        "three=low",
                        "four=low",
                        "five=low");
        assertThat(read("lib/x", "one", "absent", "empty/x", "empty"))
                .containsExactlyInAnyOrder("lib/x=low", "one=low", "empty: DIRECTORY");
    }

    @Test
    void linkThatLeadsToNoFileIsToldWithTheReason() throws Exception {
        layer(file("gone", "low"), file("file", "low"));
        layer(
                file(".wh.gone", ""),
                TarEntry.symlink("a", "/gone"),
                TarEntry.symlink("b", "b"),
                TarEntry.symlink("c", "file/../file"),
                TarEntry.symlink("d", "null"),
                TarEntry.device("null", EntryType.CHARACTER_DEVICE, 0666, 1, 3));

        assertThat(files())
                .containsExactlyInAnyOrder(
                        "file=low",
                        "a -> /gone: ABSENT",
                        "b -> b: ENDLESS",
                        "c -> file/../file: ABSENT",
                        "d -> null: SPECIAL",
                        "null: SPECIAL");
    }

    @Test
    void linkOfASystemExtensionStaysInItsRoot() throws Exception {
        layer(
                file("opt/x", "image"),
                file("rootfs/opt/x", "machine"),
                TarEntry.symlink("rootfs/one", "/opt/x"),
                TarEntry.symlink("rootfs/two", "../opt/x"));

        assertThat(files())
                .containsExactlyInAnyOrder(
                        "opt/x=image", "rootfs/opt/x=machine", "rootfs/one=machine", "rootfs/two=machine");
    }

    @Test
    void filesAreToldByTheirNamesBehindLinks() throws Exception {
        layer(file("usr/bin/tool", "content"), TarEntry.symlink("bin", "/usr/bin"), TarEntry.symlink("loop", "loop"));

        assertThat(FileTree.ofImage("image", image())
                        .files(Set.of("bin/tool", "usr/bin/tool", "usr/bin", "bin/absent", "loop", "../bin/tool")))
                .containsExactlyInAnyOrder("bin/tool", "usr/bin/tool", "../bin/tool");
    }

    @Test
    void layerThatIsNotWhatTheManifestSaysIsRefused() throws Exception {
        layer(file("one", "content"));
        byte[] blob = blobs.values().iterator().next();
        blob[600]++;

        assertThatThrownBy(this::files).isInstanceOf(IOException.class);
    }

    private record File(TarEntry entry, byte[] content) {}

    private static File file(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new File(TarEntry.file(path, 0644, bytes.length), bytes);
    }

    private void layer(Object... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            for (Object entry : entries) {
                if (entry instanceof File file) {
                    tar.write(file.entry(), new ByteArrayInputStream(file.content()));
                } else {
                    tar.write((TarEntry) entry);
                }
            }
        }
        Digest digest = Digest.of(out.toByteArray());
        blobs.put(digest, out.toByteArray());
        layers.add(Descriptor.of("application/vnd.oci.image.layer.v1.tar", digest, out.size()));
    }

    private List<String> files() throws Exception {
        Visited visited = new Visited();
        FileTree.ofImage("image", image()).visit(path -> true, visited);
        return visited.files();
    }

    private List<String> read(String... paths) throws Exception {
        Visited visited = new Visited();
        FileTree.ofImage("image", image()).read(Set.of(paths), visited);
        return visited.files();
    }

    private Image image() {
        Descriptor config = Descriptor.of(MediaTypes.CONFIG, Digest.of(new byte[0]), 0);
        ImageManifest manifest = ImageManifest.builder(config).layers(layers).build();
        return Image.of(manifest, blob -> new ByteArrayInputStream(blobs.get(blob.digest())));
    }
}
