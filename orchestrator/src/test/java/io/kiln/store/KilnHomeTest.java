package io.kiln.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KilnHomeTest {

    @Test
    void theFirstOfThreeVariablesDecides() {
        Map<String, String> all = Map.of("KILN_HOME", "/k", "XDG_CACHE_HOME", "/x", "HOME", "/h");
        assertThat(KilnHome.ofEnvironment(all).root()).isEqualTo(Path.of("/k"));
        assertThat(KilnHome.ofEnvironment(Map.of("XDG_CACHE_HOME", "/x", "HOME", "/h"))
                        .root())
                .isEqualTo(Path.of("/x/kiln"));
        assertThat(KilnHome.ofEnvironment(Map.of("HOME", "/h")).root()).isEqualTo(Path.of("/h/.cache/kiln"));
    }

    @Test
    void anEmptyVariableIsNoVariable() {
        assertThat(KilnHome.ofEnvironment(Map.of("KILN_HOME", "", "XDG_CACHE_HOME", "", "HOME", "/h"))
                        .root())
                .isEqualTo(Path.of("/h/.cache/kiln"));
    }
}
