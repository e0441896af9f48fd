package io.kiln.imager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineInitramfsTest {

    @Test
    void namesGetZerosOnlyWhereTheyWouldSortInAnotherOrder() {
        assertThat(MachineInitramfs.fileName(0, 1)).isEqualTo("0.sqsh");
        assertThat(MachineInitramfs.fileName(9, 10)).isEqualTo("9.sqsh");
        assertThat(MachineInitramfs.fileName(2, 11)).isEqualTo("02.sqsh");
        assertThat(MachineInitramfs.fileName(10, 11)).isEqualTo("10.sqsh");
    }
}
