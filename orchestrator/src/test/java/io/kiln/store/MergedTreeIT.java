package io.kiln.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.linux.Linux;
import io.kiln.linux.PathBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedTreeIT {

    @TempDir
    Path directory;

    private final List<Path> layers = new ArrayList<>();

    @BeforeEach
    void twoLayers() throws IOException {
        layers.add(Files.createDirectory(directory.resolve("low")));
        layers.add(Files.createDirectory(directory.resolve("high")));
    }

    @Test
    void aFileAboveHidesTheOneBelow() throws IOException {
        write(0, "a/file", "low");
        write(1, "a/file", "high");

        assertThat(tree().find(Path.of("/a/file")).orElseThrow().source())
                .isEqualTo(layers.get(1).resolve("a/file"));
    }

    @Test
    void directoriesShowWhatAllLayersHave() throws IOException {
        write(0, "a/one", "");
        write(1, "a/two", "");

        assertThat(names("/a")).containsExactly("one", "two");
    }

    @Test
    void aWhiteoutRemovesAFileAndAWholeDirectory() throws IOException {
        write(0, "a/one", "");
        write(0, "b/two", "");
        Files.createDirectory(layers.get(1).resolve("a"));
        OverlayMarks.makeWhiteout(layers.get(1).resolve("a/one"));
        OverlayMarks.makeWhiteout(layers.get(1).resolve("b"));

        assertThat(names("/a")).isEmpty();
        assertThat(names("/")).containsExactly("a");
        assertThat(tree().find(Path.of("/b/two"))).isEmpty();
    }

    @Test
    void anOpaqueDirectoryHidesAllBelow() throws IOException {
        write(0, "a/one", "");
        write(1, "a/two", "");
        OverlayMarks.makeOpaque(layers.get(1).resolve("a"));

        assertThat(names("/a")).containsExactly("two");
        assertThat(tree().find(Path.of("/a/one"))).isEmpty();
    }

    @Test
    void aFileBetweenTwoDirectoriesHidesTheLower() throws IOException {
        layers.add(Files.createDirectory(directory.resolve("top")));
        write(0, "a/one", "");
        write(1, "a", "a file");
        write(2, "a/three", "");

        assertThat(names("/a")).containsExactly("three");
        assertThat(tree().find(Path.of("/a/one"))).isEmpty();
    }

    @Test
    void linksAreResolvedInsideTheRootWhateverTheyName() throws IOException {
        write(0, "usr/lib/libc", "c");
        Files.createSymbolicLink(layers.get(0).resolve("lib"), Path.of("usr/lib"));
        Files.createSymbolicLink(layers.get(1).resolve("absolute"), Path.of("/lib/libc"));
        Files.createSymbolicLink(layers.get(1).resolve("up"), Path.of("../../../../usr"));

        assertThat(tree().resolve(Path.of("/absolute")).orElseThrow().path()).isEqualTo(Path.of("/usr/lib/libc"));
        assertThat(tree().resolve(Path.of("/up/lib/../../lib/libc"))
                        .orElseThrow()
                        .path())
                .isEqualTo(Path.of("/usr/lib/libc"));
        assertThat(tree().resolve(Path.of("/../../etc/passwd"))).isEmpty();
    }

    @Test
    void dotsAreNoNamesOfChildren() throws IOException {
        write(0, "a/file", "low");

        for (String path : List.of("/a/..", "/a/.", "/a/../a", "/..", "/a/./file")) {
            assertThat(tree().find(Path.of(path))).as(path).isEmpty();
        }
        assertThat(tree().root().child(Path.of(".."))).isEmpty();
        assertThat(tree().root().child(Path.of(""))).isEmpty();
    }

    @Test
    void aLoopOfLinksIsAnError() throws IOException {
        Files.createSymbolicLink(layers.get(0).resolve("a"), Path.of("b"));
        Files.createSymbolicLink(layers.get(0).resolve("b"), Path.of("a"));

        assertThatThrownBy(() -> tree().resolve(Path.of("/a"))).isInstanceOf(FileSystemLoopException.class);
    }

    @Test
    void namesThatAreNotUtf8AreLinkedByteForByte() throws IOException {
        byte[] name = {'n', (byte) 0xff, (byte) 0xfe, 'x'};
        Files.writeString(PathBytes.resolve(layers.get(0), name), "odd");
        Files.writeString(layers.get(0).resolve("müll.txt"), "even");
        Path target = Files.createDirectory(directory.resolve("target"));

        LinkedTree links = LinkedTree.keepingOwners();
        links.writeContent(tree().root(), target);

        Path linked = PathBytes.resolve(target, name);
        assertThat(Files.readAllBytes(linked)).isEqualTo("odd".getBytes(StandardCharsets.UTF_8));
        assertThat(PathBytes.of(linked.getFileName())).isEqualTo(name);
        assertThat(target.resolve("müll.txt")).hasContent("even");
        assertThat(links.linked()).isEqualTo(2);
    }

    @Test
    void directoriesKeepOwnerModeTimeAndAttributes() throws IOException {
        Path made = Files.createDirectory(layers.get(0).resolve("d"));
        Linux.lchown(made, 7, 8);
        Linux.chmod(made, 02751);
        Linux.setXattr(made, "user.note", new byte[] {1, (byte) 0x80});
        FileTime time = FileTime.from(Instant.ofEpochSecond(1_000_000_000L, 123_456_789));
        Linux.setTime(made, time);
        Path target = Files.createDirectory(directory.resolve("target"));

        LinkedTree.keepingOwners().writeContent(tree().root(), target);

        Path copy = target.resolve("d");
        assertThat(Linux.lstat(copy).uid()).isEqualTo(7);
        assertThat(Linux.lstat(copy).gid()).isEqualTo(8);
        assertThat(Linux.lstat(copy).permissions()).isEqualTo(02751);
        assertThat(Linux.lstat(copy).mtime()).isEqualTo(time);
        assertThat(Linux.xattr(copy, "user.note")).hasValue(new byte[] {1, (byte) 0x80});
    }

    @Test
    void filesOfOthersAreCopiedToRootWithModeAttributesAndLinks() throws IOException {
        Path file = write(0, "bin/tool", "content");
        Linux.lchown(file, 1000, 1000);
        Linux.chmod(file, 04755);
        Linux.setXattr(file, "user.note", new byte[] {9});
        Linux.link(file, layers.get(0).resolve("bin/same"));
        Path target = Files.createDirectory(directory.resolve("target"));

        LinkedTree links = LinkedTree.ownedByRoot(socket -> {});
        links.writeContent(tree().root(), target);

        Path copy = target.resolve("bin/tool");
        assertThat(copy).hasContent("content");
        assertThat(Linux.lstat(copy).isOwnedByRoot()).isTrue();
        assertThat(Linux.lstat(copy).permissions()).isEqualTo(04755);
        assertThat(Linux.xattr(copy, "user.note")).hasValue(new byte[] {9});
        assertThat(Linux.lstat(copy).inode())
                .isEqualTo(Linux.lstat(target.resolve("bin/same")).inode());
        assertThat(Linux.lstat(file).uid()).isEqualTo(1000);
        assertThat(links.copied()).isEqualTo(2);
        assertThat(links.linked()).isZero();
    }

    private MergedTree tree() throws IOException {
        return MergedTree.of(layers);
    }

    private List<String> names(String path) throws IOException {
        return tree().find(Path.of(path)).orElseThrow().children().stream()
                .map(node -> node.path().getFileName().toString())
                .toList();
    }

    private Path write(int layer, String name, String content) throws IOException {
        Path file = layers.get(layer).resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
