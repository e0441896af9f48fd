package io.kiln.imager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments made by GNU cpio, gzip, xz and zstd. */
class InitramfsReaderTest {

    @TempDir
    Path temp;

    @BeforeEach
    void makeArchives() throws Exception {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        Files.write(temp.resolve("rootfs.sqsh"), noise);
        Files.writeString(temp.resolve("init"), "#!/bin/sh\n");
        Files.writeString(temp.resolve("zeros"), "\0".repeat(2_000_000));
        Shell.run(temp, """
                printf 'init\\n' | cpio -o -H newc --quiet > plain
                printf './rootfs.sqsh\\nzeros\\n' | cpio -o -H newc --quiet > large
                gzip -k large; xz -k --check=crc32 large; zstd -q -19 large -o large.zst
                zstd -q --ultra -22 --no-check plain -o plain.zst; zstd -q --fast=3 large -o fast.zst; gzip -k plain
                """);
    }

    private String read(String... segments) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String segment : segments) {
            all.write(
                    segment.startsWith("+")
                            ? new byte[Integer.parseInt(segment)]
                            : Files.readAllBytes(temp.resolve(segment)));
        }
        return read(all.toByteArray());
    }

    private static String read(byte[] initramfs) throws IOException {
        List<String> found = new ArrayList<>();
        InitramfsReader.read(new ByteArrayInputStream(initramfs), (path, mode, size, content) -> {
            byte[] bytes = content.readAllBytes();
            found.add(path + " " + bytes.length + " " + Arrays.hashCode(bytes));
        });
        return String.join("\n", found);
    }

    @Test
    void everyCompressionGivesWhatThePlainArchiveGives() throws IOException {
        String plain = read("large");

        assertThat(plain).startsWith("rootfs.sqsh 300000 ").contains("zeros 2000000 ");
        for (String packed : List.of("large.gz", "large.xz", "large.zst", "fast.zst")) {
            assertThat(read(packed)).as(packed).isEqualTo(plain);
        }
    }

    @Test
    void segmentsOfAllKindsFollowEachOtherWithZerosBetween() throws IOException {
        String expected = read("plain") + "\n" + read("large");

        for (String first : List.of("plain", "plain.gz", "plain.zst")) {
            for (String second : List.of("large", "large.gz", "large.xz", "large.zst", "fast.zst")) {
                assertThat(read(first, second)).as("%s, %s", first, second).isEqualTo(expected);
                assertThat(read("+7", first, "+509", second, "+4"))
                        .as("%s, zeros, %s", first, second)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void whatIsNoInitramfsIsRefused() {
        assertThatThrownBy(() -> read("hello".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ImagerFormatException.class)
                .hasMessageContaining("neither a cpio archive nor compressed");
    }

    @Test
    void damageIsRefusedOrRead() throws IOException {
        Random random = new Random(7);
        for (String name : List.of("large", "large.gz", "large.xz", "fast.zst")) {
            byte[] original = Files.readAllBytes(temp.resolve(name));
            for (int round = 0; round < 150; round++) {
                byte[] damaged =
                        round % 2 == 0 ? original.clone() : Arrays.copyOf(original, random.nextInt(original.length));
                if (damaged.length > 0) {
                    int range = round % 3 == 0 ? Math.min(300, damaged.length) : damaged.length;
                    damaged[random.nextInt(range)] ^= (byte) (1 + random.nextInt(255));
                }
                try {
                    read(damaged);
                } catch (ImagerFormatException e) {
                    assertThat(e).hasMessageMatching("(?s).+");
                }
            }
        }
    }
}
