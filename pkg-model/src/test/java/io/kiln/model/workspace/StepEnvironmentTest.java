package io.kiln.model.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.model.Platform;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepEnvironmentTest {

    @Test
    void amd64HasItsTripletsAndFlags() {
        String flags = "-O2 -g0 -march=x86-64-v2 -mtune=generic";
        assertThat(StepEnvironment.of(Tree.AMD64))
                .containsOnly(
                        Map.entry("LDFLAGS", "-s"),
                        Map.entry("VENDOR", "talos"),
                        Map.entry("SYSROOT", "/talos"),
                        Map.entry("PATH", "/bin:/usr/bin:/sbin:/usr/sbin"),
                        Map.entry("BUILD", "x86_64-linux-musl"),
                        Map.entry("HOST", "x86_64-linux-musl"),
                        Map.entry("ARCH", "x86_64"),
                        Map.entry("TARGET", "x86_64-talos-linux-musl"),
                        Map.entry("CFLAGS", flags),
                        Map.entry("CXXFLAGS", flags));
    }

    @Test
    void arm64HasItsTripletsAndFlags() {
        assertThat(StepEnvironment.of(Tree.ARM64))
                .containsEntry("HOST", "aarch64-linux-musl")
                .containsEntry("ARCH", "aarch64")
                .containsEntry("TARGET", "aarch64-talos-linux-musl")
                .containsEntry("CXXFLAGS", "-O2 -g0");
    }

    @Test
    void anyOtherArchitectureGetsTripletsFromItsName() {
        assertThat(StepEnvironment.of(Platform.of("linux", "riscv64")))
                .containsEntry("TARGET", "riscv64-talos-linux-musl");
    }
}
