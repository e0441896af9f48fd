package io.kiln.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.kmod.ModuleFinding;
import io.kiln.kmod.SignerId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImageModulesTest {

    private static final String CERTIFICATE = "0123456789abcdef".repeat(4);
    private static final SignerId ONE = new SignerId(Optional.empty(), Optional.empty(), Optional.of("aa"));
    private static final SignerId OTHER = new SignerId(Optional.empty(), Optional.empty(), Optional.of("bb"));
    private static final List<ModuleFinding> MODULES = List.of(
            new ModuleFinding("extension", "usr/lib/modules/6.1/a.ko", "no kernel", Optional.empty(), List.of()));

    @Test
    void theCertificateOfTheOnlySignerIsTakenOver() {
        assertThat(new ImageModules(List.of("a"), Set.of(ONE), Set.of(CERTIFICATE)).certificate(MODULES))
                .contains(CERTIFICATE);
    }

    @Test
    void aLabelOfOneImageSaysNothingOfTheModulesOfAnotherSigner() {
        assertThat(new ImageModules(List.of("a", "b"), Set.of(ONE, OTHER), Set.of(CERTIFICATE)).certificate(MODULES))
                .isEmpty();
    }
}
