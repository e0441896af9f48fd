package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, as a user presses it: in a process of its own. */
class InterruptIT {

    @TempDir
    Path folder;

    @Test
    void ctrlCEndsWhatRunsAndTheNextBuildGoesOnFromThere() throws Exception {
        TestTree tree = TestTree.in(folder);
        tree.file("slow/pkg.yaml", """
                name: slow
                variant: tiny
                steps:
                  - build:
                      - mkdir /rootfs; cat /proc/sys/kernel/random/uuid > /rootfs/first
                  - build:
                      - echo waiting; sleep 4711
                finalize:
                  - from: /rootfs
                    to: /
                """);
        // Whoever starts the tests in the background passes on that SIGINT is ignored; a terminal does not.
        Process kiln = new ProcessBuilder(List.of(
                        "env",
                        "--default-signal=INT",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.kiln.cli.Main",
                        "build",
                        "slow",
                        "--progress",
                        "plain",
                        "--root",
                        tree.root.toString(),
                        "--store",
                        tree.store.toString()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(kiln.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder seen = new StringBuilder();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                seen.append(line).append('\n');
                if (line.equals("slow | waiting")) {
                    new ProcessBuilder("kill", "-INT", Long.toString(kiln.pid()))
                            .start()
                            .waitFor();
                }
            }
            assertThat(seen).contains("slow | waiting").contains("interrupted");
        }
        assertThat(kiln.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(kiln.exitValue()).isEqualTo(130);
        assertThat(processesWith("4711")).isEmpty();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(tree.store.toString());

        tree.file(
                "slow/pkg.yaml",
                Files.readString(tree.root.resolve("slow/pkg.yaml")).replace("echo waiting; sleep 4711", "echo done"));
        KilnRun again = tree.build("slow");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("1 instructions run, 1 reused");
    }

    private static List<String> processesWith(String argument) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.flatMap(process -> process.info().commandLine().stream())
                    .filter(line -> line.endsWith(" " + argument))
                    .toList();
        }
    }
}
