package io.kiln.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageManifestTest {

    private static final String D1 = "sha256:" + "a".repeat(64);
    private static final String D2 = "sha256:" + "b".repeat(64);

    @Test
    void builderWritesCompactJsonWithFixedOrder() {
        ImageManifest manifest = ImageManifest.builder(Descriptor.of(MediaTypes.CONFIG, Digest.parse(D1), 7))
                .layer(Descriptor.of(MediaTypes.LAYER_GZIP, Digest.parse(D2), 9))
                .annotations(Map.of("z", "1", "a", "2"))
                .build();

        assertThat(new String(manifest.raw().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.MANIFEST
                        + "\",\"config\":{\"mediaType\":\"" + MediaTypes.CONFIG + "\",\"digest\":\"" + D1
                        + "\",\"size\":7},\"layers\":[{\"mediaType\":\"" + MediaTypes.LAYER_GZIP + "\",\"digest\":\""
                        + D2 + "\",\"size\":9}],\"annotations\":{\"a\":\"2\",\"z\":\"1\"}}");
    }

    @Test
    void whatIsBuiltIsReadBackEqual() throws Exception {
        ImageManifest manifest = ImageManifest.builder(Descriptor.of(MediaTypes.EMPTY, Digest.parse(D1), 2))
                .artifactType("application/x-test")
                .subject(Descriptor.of(MediaTypes.MANIFEST, Digest.parse(D2), 3))
                .build();

        assertThat(ImageManifest.read(manifest.raw().bytes())).isEqualTo(manifest);
    }

    @Test
    void unknownFieldsAndWhiteSpaceStayInTheRawBytes() throws Exception {
        byte[] json = bytes("{ \"schemaVersion\": 2, \"later\": [1], \"config\": " + descriptor(D1)
                + ", \"layers\": null, \"annotations\": null }\n");

        ImageManifest manifest = ImageManifest.read(json);

        assertThat(manifest.raw().bytes()).isEqualTo(json);
        assertThat(manifest.digest()).isEqualTo(Digest.of(json));
        assertThat(manifest.layers()).isEmpty();
    }

    @Test
    void dockerManifestKeepsItsMediaType() throws Exception {
        byte[] json = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\",\"config\":"
                + descriptor(D1) + ",\"layers\":[" + descriptor(D2) + "]}");

        assertThat(ImageManifest.read(json, MediaTypes.DOCKER_MANIFEST)
                        .descriptor()
                        .mediaType())
                .isEqualTo(MediaTypes.DOCKER_MANIFEST);
    }

    @Test
    void documentThatIsManifestAndIndexAtOnceIsRefused() {
        byte[] json = bytes("{\"schemaVersion\":2,\"manifests\":[],\"config\":" + descriptor(D1) + ",\"layers\":[]}");

        assertThatThrownBy(() -> ImageManifest.read(json))
                .hasMessage(
                        "The image manifest is malformed: it has the fields of a manifest and of an index at once.");
        assertThatThrownBy(() -> ImageIndex.read(json)).isInstanceOf(MalformedDocumentException.class);
    }

    @Test
    void contentTypeThatContradictsTheDocumentIsRefused() {
        byte[] json = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.MANIFEST + "\",\"config\":"
                + descriptor(D1) + "}");

        assertThatThrownBy(() -> ImageManifest.read(json, MediaTypes.DOCKER_MANIFEST))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageContaining("but the document came as");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"schemaVersion":1}                                     | schemaVersion
            {"schemaVersion":2}                                     | config
            {"schemaVersion":2,"config":7}                          | config
            {"schemaVersion":2,"config":{"mediaType":"x"}}          | config.digest
            {"schemaVersion":2,"config":{"mediaType":"x","digest":"sha512:00"}} | config.digest
            """)
    void complaintsNameTheField(String json, String field) {
        assertThatThrownBy(() -> ImageManifest.read(bytes(json)))
                .isInstanceOfSatisfying(
                        MalformedDocumentException.class,
                        e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void negativeSizeIsRefused() {
        byte[] json =
                bytes("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"digest\":\"" + D1 + "\",\"size\":-1}}");

        assertThatThrownBy(() -> ImageManifest.read(json)).hasMessageContaining("'config.size'");
    }

    @Test
    void hostileJsonIsRefusedWithoutExhaustion() {
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> ImageManifest.read(bytes("{\"a\":" + deep)))
                .isInstanceOf(MalformedDocumentException.class);
        assertThatThrownBy(() -> ImageManifest.read(new byte[RawDocument.MAX_BYTES + 1]))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageContaining("no more than 4194304");
        assertThatThrownBy(() -> ImageManifest.read(bytes("{\"schemaVersion\":2,\"schemaVersion\":2}")))
                .isInstanceOf(MalformedDocumentException.class);
        assertThatThrownBy(() -> ImageManifest.read(bytes("{} x"))).isInstanceOf(MalformedDocumentException.class);
        assertThatThrownBy(() -> ImageManifest.read(bytes(""))).isInstanceOf(MalformedDocumentException.class);
    }

    private static String descriptor(String digest) {
        return "{\"mediaType\":\"x\",\"digest\":\"" + digest + "\",\"size\":1}";
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
