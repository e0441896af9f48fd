package io.kiln.imager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelArgumentsTest {

    private static final String METAL = "talos.platform=metal console=tty0 slab_nomerge pti=on consoleblank=0 "
            + "printk.devkmsg=on selinux=1 module.sig_enforce=1 proc_mem.force_override=never";

    private static String metalWith(String... extra) {
        return KernelArguments.of("metal").with(List.of(extra)).toString();
    }

    @Test
    void metalHasTheArgumentsOfAMetalMachine() {
        assertThat(metalWith()).isEqualTo(METAL);
    }

    @Test
    void furtherArgumentsAppend() {
        assertThat(metalWith("pti=off", "a b=\"c d\"")).isEqualTo(METAL + " pti=off a b=\"c d\"");
    }

    @Test
    void consolesTakeThePlaceOfTheDefaultAndAppendToEachOther() {
        assertThat(metalWith("console=ttyS0", "x", "console=tty1"))
                .isEqualTo(METAL.replace("console=tty0", "console=ttyS0") + " x console=tty1");
    }

    @Test
    void minusRemovesAKeyOrOneValueOfIt() {
        assertThat(metalWith("-selinux", "-pti=off", "-consoleblank=0"))
                .isEqualTo(METAL.replace(" selinux=1", "").replace(" consoleblank=0", ""));
    }
}
