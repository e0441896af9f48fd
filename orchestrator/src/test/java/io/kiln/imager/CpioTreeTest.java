package io.kiln.imager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archives that the kernel unpacks, beside GNU cpio. */
class CpioTreeTest {

    @TempDir
    Path temp;

    private static CpioTree tree() {
        return new CpioTree()
                .file(
                        "usr/lib/firmware/b.bin",
                        0600,
                        5,
                        () -> new ByteArrayInputStream("12345".getBytes(StandardCharsets.UTF_8)))
                .file("0.sqsh", "layer".getBytes(StandardCharsets.UTF_8))
                .symlink("usr/lib/firmware/a", "b.bin");
    }

    private static byte[] bytes(CpioTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tree.writeTo(out, 1234567890);
        return out.toByteArray();
    }

    @Test
    void gnuCpioListsItSortedWithParentsFirstAndOwnerRoot() throws Exception {
        String listed = Shell.run(temp, bytes(tree()), "TZ=UTC cpio -itv --numeric-uid-gid 2>/dev/null");

        assertThat(listed.lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "-rw-r--r-- 1 0 0 5 Feb 13 2009 0.sqsh",
                        "drwxr-xr-x 2 0 0 0 Feb 13 2009 usr",
                        "drwxr-xr-x 2 0 0 0 Feb 13 2009 usr/lib",
                        "drwxr-xr-x 2 0 0 0 Feb 13 2009 usr/lib/firmware",
                        "lrwxrwxrwx 1 0 0 5 Feb 13 2009 usr/lib/firmware/a -> b.bin",
                        "-rw------- 1 0 0 5 Feb 13 2009 usr/lib/firmware/b.bin");
    }

    @Test
    void gnuCpioUnpacksWhatWasPutIn() throws Exception {
        Shell.run(temp, bytes(tree()), "cpio -id 2>/dev/null");

        assertThat(temp.resolve("usr/lib/firmware/a")).hasContent("12345");
    }

    @Test
    void sameFilesAddedInAnotherOrderGiveTheSameBytes() throws IOException {
        CpioTree one = new CpioTree().file("a/x", new byte[3]).file("b", new byte[7]);
        CpioTree two = new CpioTree().file("b", new byte[7]).file("a/x", new byte[3]);

        assertThat(bytes(one)).isEqualTo(bytes(two)).hasSizeGreaterThan(0);
        assertThat(bytes(one).length % 512).isZero();
    }

    @Test
    void laterFileTakesThePlaceOfAnEarlierOne() throws IOException {
        CpioTree tree =
                new CpioTree().file("a/x", new byte[3]).file("a", new byte[1]).file("a/y", new byte[2]);

        List<String> names = new ArrayList<>();
        new CpioReader(new ByteArrayInputStream(bytes(tree)))
                .read((path, mode, size, content) -> names.add(path + " " + size));

        assertThat(names).containsExactly("a 0", "a/y 2");
    }

    @Test
    void fileOfFourGibibytesIsRefused() {
        CpioTree tree = new CpioTree().file("big", 0644, 1L << 32, InputStream::nullInputStream);

        assertThatThrownBy(() -> tree.writeTo(OutputStream.nullOutputStream(), 0))
                .hasMessage("big has 4294967296 bytes; an initramfs takes files below 4 GiB");
    }

    @Test
    void nameThatLeadsOutsideIsRefused() {
        assertThatThrownBy(() -> new CpioTree().file("a/../../b", new byte[0]))
                .hasMessage("'a/../../b' is not a name in an archive");
    }
}
