package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteNamesTest {

    @Test
    void utf8IsReadAsText() {
        assertThat(ByteNames.decode(new byte[] {'a', (byte) 0xc3, (byte) 0xa4})).isEqualTo("aä");
        assertThat(ByteNames.encode("aä😀")).hasSize(7);
    }

    @Test
    void anyBytesComeBackTheSame() {
        for (int seed = 0; seed < 5000; seed++) {
            byte[] name = new byte[seed % 12];
            new Random(seed).nextBytes(name);
            assertThat(ByteNames.encode(ByteNames.decode(name)))
                    .as("seed %d", seed)
                    .isEqualTo(name);
        }
    }

    @Test
    void encodedSurrogatesAndCutSequencesComeBackTheSame() {
        byte[][] names = {
            {(byte) 0xed, (byte) 0xb2, (byte) 0x80},
            {(byte) 0xf0, (byte) 0x9f, (byte) 0x98},
            {(byte) 0xc0, (byte) 0x80, 'x'},
            {(byte) 0xf0, (byte) 0x9f, (byte) 0x98, (byte) 0x80, (byte) 0x80}
        };
        for (byte[] name : names) {
            assertThat(ByteNames.encode(ByteNames.decode(name))).isEqualTo(name);
        }
    }

    @Test
    void meaninglessSurrogateIsRefused() {
        assertThatThrownBy(() -> ByteNames.encode("a\ud83d")).isInstanceOf(IllegalArgumentException.class);
    }
}
