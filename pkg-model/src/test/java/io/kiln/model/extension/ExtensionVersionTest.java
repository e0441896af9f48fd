package io.kiln.model.extension;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionVersionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0",
                "v1.0.0",
                "1.0.0-rc.1",
                "v2.3.4-beta+exp.sha",
                "1.2",
                "v0.1",
                "0.1",
                "20240513",
                "20240513.0",
                "20240513.12",
                "2.2.4-v1.7.4",
                "2.2.4-v1.7.4-3-gabc1234",
                "2.2.4-v1.7.4-3-gabc1234-dirty",
                "535.129.03-v1.7.0",
                "535.129.03-v1.7.0-1-gabc-dirty",
                "deadbeef-v1.7.4",
                "0c1d2e3-v1.7.4-alpha.1",
                "deadbeef-v1.7.4-alpha.1-3-gabc-dirty"
            })
    void theFormsThatCataloguesTakeAreVersions(String text) {
        assertThat(ExtensionVersion.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "v1",
                "latest",
                "main",
                "1.0.",
                "1.0.0.0",
                "1.0.0_1",
                "v1.0.0 ",
                "2024",
                "2024-05-13",
                "20240513.",
                "202405131",
                "vv1.0.0",
                "V1.0.0",
                "xyz-v1.7.4",
                "deadbeef-1.7.4",
                "deadbeef-v1.7",
                "-v1.7.4",
                "v20240513",
                "535.129.03",
                "1.0.0-v01.2.3_x",
                "535.129.03-v1.7.0-gabc",
                "1.0.0\n"
            })
    void everythingElseIsNot(String text) {
        assertThat(ExtensionVersion.isValid(text)).isFalse();
    }
}
