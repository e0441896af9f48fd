package io.kiln.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaintTest {

    @Test
    void bitsAreLettersAndWords() {
        assertThat(new Taint(12288)).hasToString("12288 (OE: out-of-tree module loaded, unsigned module loaded)");
        assertThat(new Taint(0)).hasToString("0 (not tainted)");
        assertThat(new Taint((1L << 20) - 1).letters()).isEqualTo("PFSRMBUDAWCIOELKXTNJ");
        assertThat(new Taint(1L << 40).words()).containsExactly("unknown reason, bit 40");
    }

    @Test
    void lettersOfAnOopsAreBits() {
        assertThat(Taint.ofLetters("G           OE    ")).isEqualTo(new Taint(12288));
    }
}
