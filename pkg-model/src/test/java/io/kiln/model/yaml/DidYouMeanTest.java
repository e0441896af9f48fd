package io.kiln.model.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {

    private static final List<String> KNOWN = List.of("url", "destination", "sha256", "sha512", "kernel-build");

    @ParameterizedTest
    @CsvSource({"sha521, sha512", "SHA256, sha256", "destnation, destination", "kernel_build, kernel-build", "ur, url"})
    void closeWordIsFound(String typed, String meant) {
        assertThat(DidYouMean.closest(typed, KNOWN)).contains(meant);
    }

    @Test
    void nothingIsFoundForAWordThatIsFarFromAll() {
        assertThat(DidYouMean.closest("prepare", KNOWN)).isEmpty();
    }
}
