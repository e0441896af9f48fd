package io.kiln.squashfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that mksquashfs wrote. */
class SquashfsImageIT {

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-comp zstd",
                "-comp zstd -b 4096 -noD",
                "-comp xz -always-use-fragments",
                "-comp gzip -no-fragments",
                "-comp zstd -noI -noD -noF -no-xattrs"
            })
    void everyFileHasTheContentThatWasPackedIn(String options) throws Exception {
        Path tree = tree();

        assertThat(contents(pack(tree, options))).isEqualTo(contentsOf(tree));
    }

    @Test
    void onlyWhatIsWantedIsRead() throws Exception {
        List<String> asked = new ArrayList<>();
        List<String> given = new ArrayList<>();
        try (SquashfsImage image = SquashfsImage.open(pack(tree(), "-comp zstd"))) {
            image.visit(
                    path -> {
                        asked.add(path);
                        return path.equals("deep/down/here/small");
                    },
                    (path, content) -> given.add(path));
        }
        assertThat(given).containsExactly("deep/down/here/small");
        assertThat(asked).hasSizeGreaterThan(700).doesNotContain("link", "deep", "empty-directory");
    }

    @Test
    void emptyRootHasNoFiles() throws Exception {
        assertThat(contents(pack(Files.createDirectory(temp.resolve("none")), "-comp zstd")))
                .isEmpty();
    }

    @Test
    @Timeout(120)
    void damagedImagesAreReadOrRefusedWithASentence() throws Exception {
        Random random = new Random(20260103);
        byte[] original = Files.readAllBytes(pack(smallTree(), "-comp zstd"));
        int refused = 0;
        for (int round = 0; round < 1500; round++) {
            byte[] damaged = original.clone();
            // Headers and tables, which say where everything is, are at both ends.
            int at = round % 3 == 0
                    ? random.nextInt(96)
                    : round % 3 == 1 ? damaged.length - 1 - random.nextInt(600) : random.nextInt(damaged.length);
            damaged[Math.max(0, at)] ^= (byte) (1 + random.nextInt(255));
            if (round % 10 == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            Path file = Files.write(temp.resolve("damaged"), damaged);
            try {
                contents(file);
            } catch (SquashfsException e) {
                refused++;
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    private Path tree() throws IOException {
        Random random = new Random(1);
        Path tree = smallTree();
        byte[] noise = new byte[1_500_001];
        random.nextBytes(noise);
        Files.write(tree.resolve("noise"), noise);
        Files.write(tree.resolve("exact"), Arrays.copyOf(noise, 131072));
        byte[] sparse = new byte[700_000];
        sparse[300_000] = 1;
        Files.write(tree.resolve("sparse"), sparse);
        Path many = Files.createDirectory(tree.resolve("many"));
        for (int i = 0; i < 700; i++) {
            Files.writeString(many.resolve("file-" + i), "content " + i + "\n".repeat(i));
        }
        return tree;
    }

    private Path smallTree() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        Files.createDirectories(tree.resolve("deep/down/here"));
        Files.createDirectories(tree.resolve("empty-directory"));
        Files.writeString(tree.resolve("deep/down/here/small"), "small");
        Files.writeString(tree.resolve("deep/other"), "other\n".repeat(3000));
        Files.writeString(tree.resolve("empty"), "");
        Files.writeString(tree.resolve("größe"), "name");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("empty"));
        return tree;
    }

    private Path pack(Path tree, String options) throws IOException, InterruptedException {
        Path image = temp.resolve("image.sqsh");
        List<String> command = new ArrayList<>(List.of(
                "mksquashfs", tree.toString(), image.toString(), "-all-root", "-noappend", "-no-progress", "-quiet"));
        command.addAll(List.of(options.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return image;
    }

    private static Map<String, Integer> contents(Path file) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        try (SquashfsImage image = SquashfsImage.open(file)) {
            image.visit(path -> true, (path, content) -> contents.put(path, hash(content)));
        }
        return contents;
    }

    private static Map<String, Integer> contentsOf(Path tree) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(f -> Files.isRegularFile(f, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    contents.put(tree.relativize(file).toString(), hash(in));
                }
            }
        }
        return contents;
    }

    private static int hash(InputStream in) throws IOException {
        return Arrays.hashCode(in.readAllBytes());
    }
}
