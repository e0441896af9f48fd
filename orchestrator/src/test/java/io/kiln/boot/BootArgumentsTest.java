package io.kiln.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BootArgumentsTest {

    @Test
    void denyListsBecomeOneSinceTheKernelHeedsTheLastOnly() {
        assertThat(BootArguments.of("quiet module_blacklist=a,b", List.of("x=1"), List.of("hello-module", "b")))
                .isEqualTo("quiet x=1 console=ttyS0 module_blacklist=a,b,hello_module panic=-1 kiln.poweroff");
    }

    @Test
    void consoleThatIsThereIsNotAddedAgain() {
        assertThat(BootArguments.of("console=tty0 console=ttyS0,115200", List.of(), List.of()))
                .isEqualTo("console=tty0 console=ttyS0,115200 panic=-1 kiln.poweroff");
        assertThat(BootArguments.of("", List.of(), List.of())).isEqualTo("console=ttyS0 panic=-1 kiln.poweroff");
    }
}
