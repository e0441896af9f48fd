package io.kiln.imager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetaValuesTest {

    @Test
    void valuesTravelInOneArgument() {
        String argument =
                MetaValues.parse(List.of("0x0a=a=b", "12=c")).kernelArguments().get(0);

        String encoded = argument.substring("talos.environment=INSTALLER_META_BASE64=".length());
        assertThat(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8))
                .isEqualTo("0xa=a=b;0xc=c");
    }

    @Test
    void partitionHoldsThemTwiceWithTheirChecksum() throws Exception {
        byte[] partition = MetaValues.parse(List.of("0x0c=zwölf", "0x0a=ten", "0x0c=twelve"))
                .partition();

        ByteBuffer copy = ByteBuffer.wrap(partition, 0, 256 << 10);
        assertThat(copy.getInt()).isEqualTo(0x5a4b3c2d);
        assertThat(value(copy, 0x0a)).isEqualTo("ten");
        assertThat(value(copy, 0x0c)).isEqualTo("twelve");
        assertThat(copy.getInt()).as("end of the values").isZero();
        byte[] one = Arrays.copyOf(partition, 256 << 10);
        assertThat(partition).hasSize(512 << 10).endsWith(one);
        assertThat(ByteBuffer.wrap(one).getInt(one.length - 4)).isEqualTo(0xa5b4c3d2);
        byte[] sum = Arrays.copyOfRange(one, one.length - 36, one.length - 4);
        Arrays.fill(one, one.length - 36, one.length - 4, (byte) 0);
        assertThat(MessageDigest.getInstance("SHA-256").digest(one)).isEqualTo(sum);
    }

    @Test
    void moreThanAPartitionHoldsIsRefused() {
        String value = "x".repeat(200 << 10);
        assertThatThrownBy(() -> MetaValues.parse(List.of("1=" + value, "2=" + value)))
                .hasMessage("the values of --meta are 409616 bytes, more than META holds");
    }

    private static String value(ByteBuffer copy, int key) {
        assertThat(copy.getInt()).isEqualTo(key);
        byte[] value = new byte[copy.getInt()];
        copy.get(value);
        return new String(value, StandardCharsets.UTF_8);
    }

    @Test
    void noValuesNeedNoArgument() {
        assertThat(MetaValues.parse(List.of()).kernelArguments()).isEmpty();
    }

    @Test
    void keyOutsideAByteIsRefused() {
        for (String text : List.of("0x1ff=a", "0=a", "a=b", "10", "0x1=a;b")) {
            assertThatThrownBy(() -> MetaValues.parse(List.of(text)))
                    .as(text)
                    .hasMessageStartingWith("--meta takes KEY=VALUE");
        }
    }
}
