package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import io.kiln.store.Forms;
import io.kiln.store.LayerUnpacker;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedFileTreeTest {

    @TempDir
    Path temp;

    @Test
    void laterLayerHidesAnEarlierFile() throws Exception {
        put("low/a/one", "low");
        put("low/a/two", "low");
        put("high/a/one", "high");

        assertThat(files(tree())).containsExactly("a/one=high", "a/two=low");
    }

    @Test
    void opaqueDirectoryHidesWhatLiesBelow() throws Exception {
        assertThat(archived(List.of("a/one=low", "b/one=low"), List.of("a/two=high", "a/.wh..wh..opq=")))
                .containsExactly("a/two=high", "b/one=low");
    }

    @Test
    void linkHidesTheDirectoryBelowAndIsNotEntered() throws Exception {
        put("low/a/one", "low");
        put("high/b/one", "high");
        Files.createSymbolicLink(temp.resolve("high/a"), Path.of("b"));

        assertThat(files(tree())).containsExactly("a -> b: DIRECTORY", "b/one=high");
    }

    @Test
    void linkHasTheContentOfItsTargetInTheMergedTree() throws Exception {
        put("low/usr/lib/x", "low");
        put("high/usr/lib/y", "high");
        link("low/lib", "usr/lib");
        link("low/one", "/lib/x");
        link("high/etc/two", "../../../../lib/./y");
        link("high/three", "one");

        assertThat(read("one", "etc/two", "three", "lib/x", "absent", "lib/absent"))
                .containsExactly("etc/two=high", "lib/x=low", "one=low", "three=low");
        assertThat(files(tree())).contains("one=low", "etc/two=high", "three=low");
    }

    @Test
    void targetThatALayerAboveRemovedIsNotThere() throws Exception {
        assertThat(archived(List.of("a/x=low", "one -> a/x"), List.of("a/y=high", "a/.wh..wh..opq=")))
                .containsExactly("a/y=high", "one -> a/x: ABSENT");
    }

    @Test
    void linkLeavesNeitherTheImageNorThroughAFile() throws Exception {
        put("outside", "host");
        put("high/file", "high");
        link("high/absolute", temp.resolve("outside").toString());
        link("high/relative", "../outside");
        link("high/through", "file/../file");
        link("high/loop", "loop");
        Files.createDirectories(temp.resolve("low"));
        Command.in(temp, "mkfifo", "high/pipe").succeeds();

        assertThat(files(tree()))
                .containsExactlyInAnyOrder(
                        "file=high",
                        "absolute -> " + temp.resolve("outside") + ": ABSENT",
                        "relative -> ../outside: ABSENT",
                        "through -> file/../file: ABSENT",
                        "loop -> loop: ENDLESS",
                        "pipe: SPECIAL");
    }

    @Test
    void linkOfASystemExtensionStaysInItsRoot() throws Exception {
        put("low/opt/x", "image");
        put("high/rootfs/opt/x", "machine");
        link("high/rootfs/lib/one", "/opt/x");
        link("high/rootfs/lib/two", "../../opt/x");

        assertThat(files(tree()))
                .containsExactlyInAnyOrder(
                        "opt/x=image", "rootfs/opt/x=machine", "rootfs/lib/one=machine", "rootfs/lib/two=machine");
    }

    @Test
    void namesOfAnyBytesAreFollowedAsTheyAre() throws Exception {
        Files.createDirectories(temp.resolve("low"));
        Command.in(
                        temp,
                        "sh",
                        "-c",
                        "mkdir high && cd high && printf raw > \"$(printf 'x\\377')\""
                                + " && printf text > \"$(printf 'x\\357\\277\\275')\" && ln -s \"$(printf 'x\\377')\" one")
                .succeeds();

        assertThat(read("one")).containsExactly("one=raw");
    }

    @Test
    void fileHidesADirectoryAndADirectoryHidesAFile() throws Exception {
        put("low/a/one", "low");
        put("low/b", "low");
        put("high/a", "high");
        put("high/b/one", "high");

        assertThat(files(tree())).containsExactly("a=high", "b/one=high");
    }

    private List<Path> layers() {
        return List.of(temp.resolve("low"), temp.resolve("high"));
    }

    /** Layers as they come out of archives, each of {@code path=content} and {@code path -> target}. */
    @SafeVarargs
    private List<String> archived(List<String>... layers) throws Exception {
        try (SnapshotStore store = SnapshotStore.open(temp.resolve("store"), Forms.TAR_ONLY)) {
            List<SnapshotId> ids = new ArrayList<>();
            for (List<String> layer : layers) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                TarWriter tar = new TarWriter(bytes);
                for (String line : layer) {
                    String[] parts = line.split(" -> |=", 2);
                    byte[] content = parts[1].getBytes(StandardCharsets.UTF_8);
                    if (line.contains(" -> ")) {
                        tar.write(TarEntry.symlink(parts[0], parts[1]));
                    } else {
                        tar.write(TarEntry.file(parts[0], 0644, content.length), new ByteArrayInputStream(content));
                    }
                }
                tar.finish();
                ids.add(new LayerUnpacker(store, warning -> {})
                        .unpack(new ByteArrayInputStream(bytes.toByteArray()), "a test"));
            }
            return files(FileTree.of("image", store.tree(ids)));
        }
    }

    private static List<String> files(FileTree tree) throws Exception {
        Visited visited = new Visited();
        tree.visit(path -> true, visited);
        return visited.files();
    }

    private List<String> read(String... paths) throws Exception {
        Visited visited = new Visited();
        tree().read(Set.of(paths), visited);
        return visited.files();
    }

    private FileTree tree() throws IOException {
        return FileTree.of("image", MergedTree.of(layers()));
    }

    private void link(String path, String target) throws IOException {
        Path file = temp.resolve(path);
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of(target));
    }

    private void put(String path, String content) throws IOException {
        Path file = temp.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
