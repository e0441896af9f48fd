package io.kiln.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Network;

/** What the tests with Testcontainers stand on. */
@ExtendWith(SharedEngine.class)
class SharedEngineIT {

    @TempDir
    Path folder;

    @Test
    void containersOfANetworkReachEachOtherByNameWhateverElseRunsOnTheMachine() throws Exception {
        try (Network network = Network.newNetwork();
                RegistryContainer first = RegistryContainer.plain(network, folder);
                RegistryContainer second = RegistryContainer.plain(network, folder)) {
            first.start();
            second.withNetworkAliases("second").start();

            assertThat(first.execInContainer("/bin/sh", "-c", "echo | nc -w 5 second " + RegistryContainer.PORT)
                            .getExitCode())
                    .isZero();
        }
    }
}
