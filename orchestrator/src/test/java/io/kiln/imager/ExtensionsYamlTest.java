package io.kiln.imager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExtensionsYamlTest {

    private static ExtensionMetadata metadata(String text) {
        return new ExtensionMetadata("name", text, text, text, text, text);
    }

    @Test
    void everyTextComesBackAsTheTextThatItWas() throws IOException {
        for (String text : new String[] {
            "v1.2.3",
            "0.1",
            "1",
            "20260801.0",
            "2026-08-01",
            "true",
            "No",
            "~",
            "a: b",
            "a #b",
            "- x",
            "'q'",
            "\"",
            "\\",
            "two\nlines\n",
            " blank ",
            "€ \u0085 \u2028",
            "6.1.0-56-cloud",
            "0x1f",
            "1e3",
            "*a",
            "",
            "[",
            "{}",
            "a\u0001b"
        }) {
            JsonNode layer = new YAMLMapper()
                    .readTree(
                            new ExtensionsYaml().layer("0.sqsh", metadata(text)).bytes())
                    .path("layers")
                    .path(0);

            assertThat(layer.path("image").asText()).isEqualTo("0.sqsh");
            for (String key : new String[] {"version", "author", "description"}) {
                assertThat(layer.path("metadata").path(key).isTextual())
                        .as(text)
                        .isTrue();
                assertThat(layer.path("metadata").path(key).textValue()).isEqualTo(text);
            }
            assertThat(layer.at("/metadata/compatibility/talos/version").asText())
                    .isEqualTo(text);
        }
    }

    @Test
    void firstLayerGoesBelowThoseThatAreThere() {
        ExtensionsYaml list =
                new ExtensionsYaml().layer("b.sqsh", metadata("1")).firstLayer("a.sqsh", metadata("2"));

        assertThat(new String(list.bytes(), StandardCharsets.UTF_8).lines().filter(line -> line.contains("image")))
                .containsExactly("    - image: a.sqsh", "    - image: b.sqsh");
    }
}
