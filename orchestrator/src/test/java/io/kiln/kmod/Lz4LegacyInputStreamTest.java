package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Lz4LegacyInputStreamTest {

    /** "abc", then 20 bytes from 3 back (which overlap themselves), then the literal "!". */
    private static final byte[] BLOCK = {0x3f, 'a', 'b', 'c', 3, 0, 1, 0x10, '!'};

    @Test
    void literalsAndOverlappingMatchesOfEveryBlockAreUnpacked() throws IOException {
        String unpacked = "abcabcabcabcabcabcabcab!";

        assertThat(unpack(frame(BLOCK, BLOCK))).isEqualTo(unpacked + unpacked);
        assertThat(unpack(frame())).isEmpty();
    }

    @Test
    void matchBeforeTheStartOfItsBlockIsRefused() {
        byte[] lying = {0x10, 'a', 2, 0, 0x10, '!'};

        assertThatThrownBy(() -> unpack(frame(BLOCK, lying)))
                .isInstanceOf(KmodFormatException.class)
                .hasMessageContaining("before its start");
    }

    @Test
    void sizesThatLieAreRefused() {
        for (int size : new int[] {0, -1, Integer.MAX_VALUE, 100}) {
            byte[] frame = frame(BLOCK);
            ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(4, size);
            assertThatThrownBy(() -> unpack(frame)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void damagedBlocksAreUnpackedOrRefused() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            byte[] block = BLOCK.clone();
            block[random.nextInt(block.length)] = (byte) random.nextInt(256);
            try {
                assertThat(unpack(frame(block))).isNotNull();
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static byte[] frame(byte[]... blocks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x02, 0x21, 0x4c, 0x18});
        for (byte[] block : blocks) {
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(block.length)
                    .array());
            out.writeBytes(block);
        }
        return out.toByteArray();
    }

    private static String unpack(byte[] frame) throws IOException {
        try (var in = new Lz4LegacyInputStream(new ByteArrayInputStream(frame))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
