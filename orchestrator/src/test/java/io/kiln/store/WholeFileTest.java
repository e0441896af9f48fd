package io.kiln.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    private static final int SIZE = (64 << 20) + 123;

    @TempDir
    Path folder;

    @Test
    void aFinishedFileMovesToItsPlace() throws Exception {
        Path made = made();
        Object inode = Files.getAttribute(made, "unix:ino");
        Path target = folder.resolve("new/folder/disk.raw");

        WholeFile.place(target, made);

        assertThat(Files.getAttribute(target, "unix:ino")).isEqualTo(inode);
        assertThat(made).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void oneThatHasAnotherNameIsCopiedWithItsHoles() throws Exception {
        Path made = made();
        Path other = Files.createLink(folder.resolve("other"), made);
        Path target = folder.resolve("disk.raw");
        Files.createSymbolicLink(target, other);

        WholeFile.place(target, made);

        assertThat(target).hasSameBinaryContentAs(other);
        assertThat(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(Files.getAttribute(target, "unix:ino")).isNotEqualTo(Files.getAttribute(other, "unix:ino"));
        assertThat(allocated(target)).isLessThan(1 << 20);
    }

    @Test
    void oneOnAnotherFileSystemIsCopiedWithItsHoles() throws Exception {
        Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "kiln-");
        try {
            Path target = memory.resolve("disk.raw");
            Path made = made();

            WholeFile.place(target, made);

            assertThat(target).hasSameBinaryContentAs(made);
            assertThat(allocated(target)).isLessThan(1 << 20);
        } finally {
            Trees.delete(memory);
        }
    }

    /** Data at the start, across a megabyte's end, and as the last byte; zeros that were written, and holes. */
    private Path made() throws IOException {
        Path file = folder.resolve("made");
        byte[] data = new byte[10_000];
        new Random(7).nextBytes(data);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(SIZE);
            out.write(data);
            out.write(new byte[8 << 20]);
            out.seek((20 << 20) - 5000);
            out.write(data);
            out.seek(SIZE - 1);
            out.write(1);
        }
        return file;
    }

    private static long allocated(Path file) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "--format=%b", file.toString()).start();
        return 512
                * Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
}
