package io.kiln.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageConfigTest {

    private static final Digest LAYER = Digest.of(new byte[] {3});

    @Test
    void builderSetsWhatAContainerNeeds() throws Exception {
        ImageConfig config = ImageConfig.builder("linux/arm64/v8")
                .created(Instant.ofEpochSecond(1_700_000_000))
                .config(new ContainerConfig(
                        List.of("A=b"), List.of("/init"), List.of("x"), Map.of("l", "v"), "/w", "1:2"))
                .layer(LAYER, "kiln: base")
                .build();

        assertThat(new String(config.raw().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"created\":\"2023-11-14T22:13:20Z\",\"architecture\":\"arm64\",\"os\":\"linux\","
                        + "\"variant\":\"v8\",\"config\":{\"User\":\"1:2\",\"Env\":[\"A=b\"],"
                        + "\"Entrypoint\":[\"/init\"],\"Cmd\":[\"x\"],\"WorkingDir\":\"/w\",\"Labels\":{\"l\":\"v\"}},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + LAYER + "\"]},"
                        + "\"history\":[{\"created\":\"2023-11-14T22:13:20Z\",\"created_by\":\"kiln: base\"}]}");
        assertThat(ImageConfig.read(config.raw().bytes())).isEqualTo(config);
    }

    @Test
    void editingABaseKeepsItsUnknownFields() throws Exception {
        byte[] base = ("{\"os\":\"linux\",\"architecture\":\"amd64\",\"author\":\"me\",\"rootfs\":{\"type\":\"layers\","
                        + "\"diff_ids\":[\"" + LAYER
                        + "\"]},\"config\":{\"ExposedPorts\":{\"80/tcp\":{}},\"Env\":null},"
                        + "\"history\":[{\"author\":\"you\"}],\"created\":\"2020-01-01T02:00:00.5+02:00\"}")
                .getBytes(StandardCharsets.UTF_8);

        ImageConfig config = ImageConfig.read(base)
                .edit()
                .layer(Digest.of(new byte[] {4}), "more")
                .build();

        String json = new String(config.raw().bytes(), StandardCharsets.UTF_8);
        assertThat(json).contains("\"author\":\"me\"", "\"ExposedPorts\":{\"80/tcp\":{}}", "{\"author\":\"you\"}");
        assertThat(config.diffIds()).containsExactly(LAYER, Digest.of(new byte[] {4}));
        assertThat(config.created()).contains(Instant.parse("2020-01-01T00:00:00.5Z"));
        assertThat(config.history()).hasSize(2);
    }

    @Test
    void buildingTwiceGivesTheSameBytes() {
        ImageConfigBuilder builder = ImageConfig.builder("linux/amd64").layer(LAYER, "a");

        assertThat(builder.build()).isEqualTo(builder.build());
    }

    @Test
    void artifactConfigurationIsNotAnImageConfiguration() {
        assertThatThrownBy(() -> ImageConfig.read("{}".getBytes(StandardCharsets.UTF_8), MediaTypes.EMPTY))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageContaining(MediaTypes.EMPTY);
    }

    @Test
    void badTimeIsNamed() {
        byte[] json = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{},\"created\":\"yesterday\"}"
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> ImageConfig.read(json))
                .hasMessageContaining("'created'")
                .hasMessageContaining("yesterday");
    }
}
