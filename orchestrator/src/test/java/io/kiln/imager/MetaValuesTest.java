package io.kiln.imager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
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
