package io.kiln.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class VerifiedInputStreamTest {

    private static final byte[] CONTENT = {1, 2, 3, 4, 5};

    @Test
    void rightContentPasses() throws Exception {
        assertThat(verified(CONTENT, Digest.of(CONTENT), 5).readAllBytes()).isEqualTo(CONTENT);
    }

    @Test
    void anotherDigestFailsAtTheEnd() {
        assertThatThrownBy(() -> verified(new byte[] {1, 2, 3, 4, 6}, Digest.of(CONTENT), 5)
                        .readAllBytes())
                .isInstanceOf(BlobMismatchException.class)
                .hasMessageContaining("its content has the digest");
    }

    @Test
    void tooShortAndTooLongFail() {
        assertThatThrownBy(() -> verified(CONTENT, Digest.of(CONTENT), 6).readAllBytes())
                .hasMessageContaining("should have 6 bytes, but only 5 came");
        assertThatThrownBy(() -> verified(CONTENT, Digest.of(CONTENT), 4).readAllBytes())
                .hasMessageContaining("should have 4 bytes, but there are more");
    }

    @Test
    void skippedBytesAreVerifiedToo() throws Exception {
        VerifiedInputStream in = verified(CONTENT, Digest.of(CONTENT), 5);

        assertThat(in.skip(3)).isEqualTo(3);
        assertThat(in.read()).isEqualTo(4);
        assertThat(in.read()).isEqualTo(5);
        assertThat(in.read()).isEqualTo(-1);
    }

    private static VerifiedInputStream verified(byte[] content, Digest digest, long size) {
        return new VerifiedInputStream(new ByteArrayInputStream(content), Descriptor.of("x", digest, size));
    }
}
