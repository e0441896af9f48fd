package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code make demo}, twice, and {@code make demo-stop}; with an address and a folder of their own. */
class DemoIT {
    @TempDir
    Path state;

    private final String address = Registry.freeAddress();

    @AfterEach
    void stop() throws IOException, InterruptedException {
        script("demo-stop.sh").run();
    }

    @Test
    void theFirstEndsInAMachineThatLoadsTheModuleTheSecondSaysThatNothingChanged() throws Exception {
        String first = script("demo.sh").run().expectSuccess().output();
        assertThat(first)
                .contains("DEBIAN_KERNEL_SHA512: ")
                .containsPattern("kernel \\S+ trusts CN=Throw-away key of one kernel build.*, serial=[0-9A-F]+")
                .contains("hello-module.ko: signed by a key of this kernel")
                .contains("installed   /dev/vda: v1.11.0 is installed on /dev/vda")
                .contains("extension   hello-module 0.1");
        List<String> end =
                first.substring(first.lastIndexOf("== Done in")).lines().skip(1).toList();
        assertThat(end).hasSize(6);
        assertThat(end.subList(0, 4))
                .allMatch(line -> line.startsWith(address + "/user/") && line.contains("@sha256:"));
        assertThat(end.get(4)).contains("hello_module: loading out-of-tree module taints kernel.");
        assertThat(end.get(5)).contains("Loading hello-module driver module v0.1");

        String second = script("demo.sh").run().expectSuccess().output();
        assertThat(second)
                .contains("A registry listens at " + address + " already.")
                .contains("Nothing changed: both images are those that were verified before")
                .contains("Nothing changed: a machine was installed from this installer image before");
        assertThat(second.lines().skip(second.lines().count() - end.size()).toList())
                .isEqualTo(end);

        assertThat(script("demo-stop.sh").run().expectSuccess().output()).contains("Stopped the registry");
        assertThat(listens()).isFalse();
        assertThat(script("demo-stop.sh").run().expectSuccess().output()).contains("is not running");
    }

    private Command script(String name) throws IOException {
        return Command.of(Repository.ROOT, Repository.SETUP.resolve(name))
                .with("KILN", Kiln.launcher())
                .with("KILN_HOME", Kiln.HOME)
                .with("REGISTRY", address)
                .with("DEMO_STATE", state.resolve("demo"))
                .within(Duration.ofMinutes(30));
    }

    private boolean listens() {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
