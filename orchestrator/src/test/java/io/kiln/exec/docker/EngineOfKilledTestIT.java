package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.JavaProcess;
import io.kiln.exec.TinyRoot;
import io.kiln.imager.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the engine and the containers of tests that are killed. */
class EngineOfKilledTestIT {

    @TempDir
    Path folder;

    /** Starts an engine with a container in a network, and says where. */
    static final class Main {

        private Main() {}

        public static void main(String[] arguments) throws Exception {
            ContainerEngine engine = ContainerEngine.start();
            Path root = Files.createDirectory(Path.of(arguments[0], "root"));
            TinyRoot.fillWithBash(root);
            engine.importImage(root, "kiln.test/tiny:1");
            String network = engine.docker("network", "create", "tests").strip();
            engine.docker("run", "--detach", "--network", "tests", "kiln.test/tiny:1", "/bin/sleep", "600.5");
            System.out.println(engine.socket().getParent() + " br-" + network.substring(0, 12));
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void nothingIsLeftOfThem() throws Exception {
        Process tests = JavaProcess.of(Main.class, folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] said;
        try (var lines = tests.inputReader()) {
            said = lines.readLine().split(" ");
        } finally {
            tests.destroyForcibly().waitFor();
        }

        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (Files.exists(Path.of(said[0])) && Instant.now().isBefore(end)) {
            Thread.sleep(100);
        }
        assertThat(Path.of(said[0])).doesNotExist();
        assertThat(Path.of("/sys/class/net", said[1])).doesNotExist();
        assertThat(Shell.run(folder, "grep -F " + said[0] + "/ /proc/mounts || true"))
                .isEmpty();
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(command -> command.contains(said[0]) || command.contains("/bin/sleep 600.5"));
    }
}
