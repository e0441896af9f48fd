package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {

    @TempDir
    Path temp;

    @Test
    void laterLayerHidesAnEarlierFile() throws Exception {
        put("low/a/one", "low");
        put("low/a/two", "low");
        put("high/a/one", "high");

        assertThat(files(FileTree.ofLayers("image", layers(), directory -> false)))
                .containsExactly("a/one=high", "a/two=low");
    }

    @Test
    void opaqueDirectoryHidesWhatLiesBelow() throws Exception {
        put("low/a/one", "low");
        put("low/b/one", "low");
        put("high/a/two", "high");

        assertThat(files(FileTree.ofLayers("image", layers(), directory -> directory.endsWith("high/a"))))
                .containsExactly("a/two=high", "b/one=low");
    }

    @Test
    void linkHidesTheDirectoryBelowAndIsNotFollowed() throws Exception {
        put("low/a/one", "low");
        put("high/b/one", "high");
        Files.createSymbolicLink(temp.resolve("high/a"), Path.of("b"));

        assertThat(files(FileTree.ofLayers("image", layers(), directory -> false)))
                .containsExactly("b/one=high");
    }

    @Test
    void fileHidesADirectoryAndADirectoryHidesAFile() throws Exception {
        put("low/a/one", "low");
        put("low/b", "low");
        put("high/a", "high");
        put("high/b/one", "high");

        assertThat(files(FileTree.ofLayers("image", layers(), directory -> false)))
                .containsExactly("a=high", "b/one=high");
    }

    private List<Path> layers() {
        return List.of(temp.resolve("low"), temp.resolve("high"));
    }

    private static List<String> files(FileTree tree) throws Exception {
        List<String> files = new ArrayList<>();
        tree.visit(
                path -> true,
                (path, content) -> files.add(path + "=" + new String(content.readAllBytes(), StandardCharsets.UTF_8)));
        return files;
    }

    private void put(String path, String content) throws IOException {
        Path file = temp.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
