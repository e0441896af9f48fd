package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups of version 2 and nothing of version 1, whatever this host has: a Debian kernel in a virtual machine. */
class UnifiedHierarchyIT {

    /**
     * Waits until the machine has looked at its control group and ends the nap; then tries the disk, whose device node it
     * may make but not open.
     */
    private static final String NAPPING = """
            name: %s
            variant: tiny
            steps:
              - build:
                  - |
                    echo napping
                    sleep 1000 || echo "woken" > /woken
                    cat /woken /proc/self/cgroup
                    mknod /disk b 254 0
                    if head -c 1 /disk; then echo "the disk is open"; else echo "the disk is closed"; fi
                    head -c 1 /dev/zero > /dev/null && echo "zero is open"
                    mkdir /rootfs; mv /woken /rootfs/
            finalize:
              - from: /rootfs
                to: /
            """;

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Path KILN = Path.of("target", "kiln").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void containersRunInBoundedGroupsOfTheUnifiedHierarchyAndLeaveNone() throws Exception {
        TestTree tree = TestTree.in(folder);
        for (String name : List.of("slow", "endless", "inside")) {
            tree.file(name + "/pkg.yaml", NAPPING.formatted(name));
        }
        VirtualMachine machine = VirtualMachine.in(folder, "unified-hierarchy.sh")
                .with(tree.root, "tree")
                .with(tree.store, "store")
                .with(KILN)
                .with(archive(), "kiln.jsa")
                .variable("java", JAVA)
                .variable("classpath", classpath());

        List<String> said = machine.run();

        String log = machine.log();
        assertThat(said).as(log).contains("hierarchies: cgroup2 /sys/fs/cgroup cgroup2 rw,relatime 0 0");
        assertThat(of("slow", said))
                .as(log)
                .anyMatch(line -> line.matches("group: /kiln/[0-9a-f]+-.*"))
                .contains("type: domain", "pids.max: 32768", "threads: 2", "ended with 0", "groups left: none");
        assertThat(said).as(log).contains("output: woken");
        assertThat(of("endless", said)).as(log).contains("ended with 130", "groups left: none");
        assertThat(of("inside", said))
                .as(log)
                .contains("type: threaded", "pids.max: 32768", "threads: 2", "ended with 0", "groups left: none")
                .contains("left behind: 1")
                .doesNotContain("what was left behind still runs");
        for (String name : List.of("slow", "inside")) {
            assertThat(log)
                    .contains(name + " | woken", name + " | 0::/")
                    .contains(name + " | the disk is closed", name + " | zero is open");
        }
    }

    /** What was said of one build. */
    private static List<String> of(String build, List<String> said) {
        return said.stream()
                .filter(line -> line.startsWith(build + ": "))
                .map(line -> line.substring(build.length() + 2))
                .toList();
    }

    private static String classpath() throws IOException {
        try (Stream<Path> files = Files.list(KILN)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(":"));
        }
    }

    /** What the launcher makes too: without it an emulated processor reads and checks classes for a minute. */
    private Path archive() throws IOException, InterruptedException {
        Path archive = folder.resolve("kiln.jsa");
        VirtualMachine.host(
                JAVA,
                "-XX:ArchiveClassesAtExit=" + archive,
                "-XX:+UseSerialGC",
                "-cp",
                classpath(),
                "io.kiln.cli.Warmup");
        return archive;
    }
}
