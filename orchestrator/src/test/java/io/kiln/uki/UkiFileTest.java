package io.kiln.uki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UkiFileTest {

    private static final int TABLE = 0x80 + 24;

    @TempDir
    Path temp;

    @Test
    void sectionsAreReadWithTheirSizeInMemory() throws IOException {
        UkiFile uki = UkiFile.read(file(image()));

        assertThat(uki.text(UkiFile.COMMAND_LINE)).isEqualTo("quiet panic=1");
        assertThat(uki.require(UkiFile.LINUX).size()).isEqualTo(5);
        uki.copy(uki.require(UkiFile.LINUX), temp.resolve("linux"));
        assertThat(temp.resolve("linux")).hasContent("linux");
        try (InputStream in = uki.open(uki.require(UkiFile.LINUX))) {
            assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("linux");
        }
        assertThat(uki.section(UkiFile.INITRD)).isEmpty();
        assertThatThrownBy(() -> uki.require(UkiFile.INITRD))
                .isInstanceOf(UkiFormatException.class)
                .hasMessageContaining(".initrd");
    }

    @Test
    void whatIsNoPeFileOrPointsOutsideIsRefused() throws IOException {
        ByteBuffer outside = image();
        outside.putInt(TABLE + 20, 1 << 30);

        assertThatThrownBy(() -> UkiFile.read(file(outside))).hasMessageContaining(".cmdline should be 13 bytes");
        assertThatThrownBy(() -> UkiFile.read(file(ByteBuffer.allocate(100)))).hasMessageContaining("MZ");
        assertThatThrownBy(() -> UkiFile.read(file(ByteBuffer.allocate(10)))).hasMessageContaining("ends inside");
    }

    @Test
    void damagedFilesAreReadOrRefused() throws IOException {
        Random random = new Random(20260104);
        for (int round = 0; round < 2000; round++) {
            ByteBuffer damaged = image();
            damaged.put(random.nextInt(TABLE + 80), (byte) random.nextInt(256));
            try {
                UkiFile uki = UkiFile.read(file(damaged));
                uki.text(UkiFile.COMMAND_LINE);
            } catch (UkiFormatException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void aSectionIsReadOutOfAStream() throws IOException {
        assertThat(UkiFile.section(new ByteArrayInputStream(image().array()), UkiFile.LINUX)
                        .readAllBytes())
                .isEqualTo("linux".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> UkiFile.section(new ByteArrayInputStream(image().array()), UkiFile.INITRD))
                .isInstanceOf(UkiFormatException.class)
                .hasMessageContaining("no section .initrd");
        ByteBuffer far = image().putInt(0x3c, 1 << 20);
        assertThatThrownBy(() -> UkiFile.section(new ByteArrayInputStream(far.array()), UkiFile.LINUX))
                .isInstanceOf(UkiFormatException.class);
    }

    private static ByteBuffer image() {
        ByteBuffer image = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        image.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x80);
        image.putInt(0x80, 0x4550).putShort(0x86, (short) 2);
        section(image, 0, UkiFile.COMMAND_LINE, "quiet panic=1", 512);
        section(image, 1, UkiFile.LINUX, "linux", 768);
        return image;
    }

    private static void section(ByteBuffer image, int number, String name, String content, int offset) {
        int at = TABLE + 40 * number;
        image.put(at, name.getBytes(StandardCharsets.US_ASCII));
        image.putInt(at + 8, content.length()).putInt(at + 16, 256).putInt(at + 20, offset);
        image.put(offset, content.getBytes(StandardCharsets.US_ASCII));
    }

    private Path file(ByteBuffer image) throws IOException {
        return Files.write(temp.resolve("uki"), image.array());
    }
}
