package io.kiln.model.extension;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedPathsTest {

    @Test
    void everyAllowedPathAndWhatIsBelowItIsAllowed() {
        for (String allowed : AllowedPaths.ALL) {
            assertThat(AllowedPaths.contain(allowed)).isTrue();
            assertThat(AllowedPaths.contain(allowed + "/below")).isTrue();
            assertThat(AllowedPaths.contain(allowed + "foo")).isFalse();
            assertThat(AllowedPaths.contain("/rootfs" + allowed)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/localfoo",
                "/usr/lib/modules-load.d/x",
                "/etc/ld.so.conf.d/x",
                "/usr/lib",
                "/etc/passwd",
                "/lib/modules/x"
            })
    void pathsAreComparedNameByName(String path) {
        assertThat(AllowedPaths.contain(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/modprobe.d/a.conf", "/usr/lib/modprobe.d/a.conf", "/usr/local/lib/modprobe.d/a.conf",
                "/etc/modules-load.d/a.conf", "/usr/local/lib/modules-load.d/a.conf", "/etc/modules"
            })
    void configurationOfModulesIsKnownWhereverItLies(String path) {
        assertThat(AllowedPaths.isModuleConfiguration(path)).isTrue();
    }

    @Test
    void thePlaceThatWasMeantIsNamed() {
        assertThat(AllowedPaths.instead("/lib/modules/6.1/x.ko")).hasValue("/usr/lib/modules/6.1/x.ko");
        assertThat(AllowedPaths.instead("/usr/bin/tool")).hasValue("/usr/local/bin/tool");
        assertThat(AllowedPaths.instead("/opt/tool")).hasValue("/usr/local/opt/tool");
        assertThat(AllowedPaths.instead("/etc/passwd")).isEmpty();
    }
}
