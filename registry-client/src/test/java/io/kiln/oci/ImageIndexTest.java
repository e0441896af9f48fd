package io.kiln.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ImageIndexTest {

    private static final Descriptor ONE = Descriptor.of(MediaTypes.MANIFEST, Digest.of(new byte[] {1}), 1);
    private static final Descriptor TWO = Descriptor.of(MediaTypes.MANIFEST, Digest.of(new byte[] {2}), 2);

    @Test
    void platformIsFoundWithAndWithoutVariant() {
        ImageIndex index = ImageIndex.builder()
                .manifest(ONE, "linux/amd64")
                .manifest(TWO, "linux/arm64/v8")
                .build();

        assertThat(index.forPlatform("linux/arm64").orElseThrow().digest()).isEqualTo(TWO.digest());
        assertThat(index.forPlatform("linux/arm64/v8").orElseThrow().digest()).isEqualTo(TWO.digest());
        assertThat(index.forPlatform("linux/amd64").orElseThrow().digest()).isEqualTo(ONE.digest());
        assertThat(index.forPlatform("linux/arm/v7")).isEmpty();
    }

    @Test
    void whatIsBuiltIsReadBackEqual() throws Exception {
        ImageIndex index = ImageIndex.builder()
                .manifest(ONE, "linux/arm/v7")
                .manifest(TWO)
                .annotation("k", "v")
                .build();

        assertThat(ImageIndex.read(index.raw().bytes(), MediaTypes.INDEX)).isEqualTo(index);
        assertThat(new String(index.raw().bytes(), StandardCharsets.UTF_8))
                .contains("\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"}");
    }
}
