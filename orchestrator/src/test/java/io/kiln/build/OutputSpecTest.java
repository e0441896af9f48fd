package io.kiln.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputSpecTest {

    @Test
    void typeAndDestinationAreReadInAnyOrder() {
        assertThat(OutputSpec.parse("type=oci,dest=a b,c.tar"))
                .isEqualTo(new OutputSpec(OutputSpec.Type.OCI, Path.of("a b,c.tar")));
        assertThat(OutputSpec.parse("dest=out,type=local"))
                .isEqualTo(new OutputSpec(OutputSpec.Type.LOCAL, Path.of("out")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "type=oci", "dest=x", "type=zip,dest=x", "oci,dest=x"})
    void anythingElseIsRefusedWithTheForm(String text) {
        assertThatThrownBy(() -> OutputSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("local");
    }
}
