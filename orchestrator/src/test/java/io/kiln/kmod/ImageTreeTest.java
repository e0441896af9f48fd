package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
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
import org.junit.jupiter.api.Test;

class ImageTreeTest {

    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private final List<Descriptor> layers = new ArrayList<>();

    @Test
    void laterLayersReplaceAndRemove() throws Exception {
        layer(file("a/one", "low"), file("a/two", "low"), file("b/x", "low"), file("c/x", "low"), file("d", "low"));
        layer(file("a/two", "high"), file("a/.wh.one", ""), file("b/.wh..wh..opq", ""), file("b/y", "high"));
        layer(file(".wh.c", ""), file("d/e", "top"), TarEntry.symlink("a/three", "two"));

        assertThat(files()).containsExactlyInAnyOrder("a/two=high", "b/y=high", "d/e=top");
    }

    @Test
    void fileOrLinkHidesTheDirectoryBelow() throws Exception {
        layer(file("a/one", "low"), file("b/one", "low"));
        layer(file("a", "high"), TarEntry.symlink("b", "a"));

        assertThat(files()).containsExactly("a=high");
    }

    @Test
    void hardLinkHasTheContentOfItsTargetEvenWhenThatIsReplaced() throws Exception {
        layer(file("one", "low"), TarEntry.hardlink("two", "one"), TarEntry.hardlink("three", "absent"));
        layer(file("one", "high"));

        assertThat(files()).containsExactlyInAnyOrder("one=high", "two=low");
    }

    @Test
    void bothNamesOfOneFileAreVisited() throws Exception {
        layer(file("one", "same"), TarEntry.hardlink("two", "one"));

        assertThat(files()).containsExactlyInAnyOrder("one=same", "two=same");
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
        Descriptor config = Descriptor.of(MediaTypes.CONFIG, Digest.of(new byte[0]), 0);
        ImageManifest manifest = ImageManifest.builder(config).layers(layers).build();
        Image image = Image.of(manifest, blob -> new ByteArrayInputStream(blobs.get(blob.digest())));
        List<String> files = new ArrayList<>();
        FileTree.ofImage("image", image)
                .visit(
                        path -> true,
                        (path, content) ->
                                files.add(path + "=" + new String(content.readAllBytes(), StandardCharsets.UTF_8)));
        return files;
    }
}
