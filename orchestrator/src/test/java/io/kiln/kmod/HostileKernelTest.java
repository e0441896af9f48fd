package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kernels that are full of what is searched in them. */
@Timeout(10)
class HostileKernelTest {

    @Test
    void startsOfCertificatesAreManyAndNoneIsOne() throws IOException {
        byte[] start = {(byte) 0xa0, 3, 2, 1, 2};

        assertThat(new CertificateScan(full(start)).runs()).isEmpty();
    }

    @Test
    void bannersAreManyAndNoneNamesARelease() throws IOException {
        assertThat(new KernelStrings(full("Linux version ".getBytes(StandardCharsets.US_ASCII))).release())
                .isEmpty();
    }

    @Test
    void releasesAreManyAndNoneIsInAVersionMagic() throws IOException {
        assertThat(new KernelStrings(full("\0006.1 !".getBytes(StandardCharsets.US_ASCII))).vermagic("6.1"))
                .isEmpty();
    }

    @Test
    void certificatesAreMoreThanAnyKernelHas() {
        Bytes image = full(SigningKey.rsa("one of many").trusted().der());

        assertThatThrownBy(() -> new CertificateScan(image).runs())
                .isInstanceOf(KmodFormatException.class)
                .hasMessage("it has more than 2000 certificates");
    }

    private static Bytes full(byte[] pattern) {
        byte[] content = new byte[8 << 20];
        for (int i = 0; i < content.length; i++) {
            content[i] = pattern[i % pattern.length];
        }
        return new Spool.InMemory(content);
    }
}
