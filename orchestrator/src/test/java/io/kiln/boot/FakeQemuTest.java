package io.kiln.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Kiln does about an emulator that misbehaves: scripts in its place. */
@Timeout(60)
class FakeQemuTest {

    @TempDir
    Path temp;

    @Test
    void hangingAcceleratorIsEndedWithWhateverItStarted() throws Exception {
        String mark = "sleep 86" + ProcessHandle.current().pid();

        assertThatThrownBy(() -> boot("kvm", "trap '' TERM INT HUP; " + mark + " & " + mark + "; " + mark))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("printed nothing for 1 s, with --accel kvm")
                .hasMessageContaining("--accel tcg");
        assertThat(processes(mark)).isEmpty();
    }

    @Test
    void emulatorThatDoesNotStartSaysWhy() {
        assertThatThrownBy(() -> boot("kvm", "echo 'Could not access KVM kernel module' >&2; exit 1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit status 1")
                .hasMessageContaining("Could not access KVM kernel module");
    }

    @Test
    void missingEmulatorIsNamedWithWhatToInstall() {
        assertThatThrownBy(() -> Boot.run(request("tcg", Duration.ofSeconds(3), temp.resolve("no-qemu"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-qemu")
                .hasMessageContaining("apt-get install qemu-system-x86 ovmf");
    }

    @Test
    void endlessOutputIsCutOff() throws Exception {
        BootVerdict verdict = boot("tcg", Duration.ofMinutes(1), "exec yes 'a line of a machine that never stops'");

        assertThat(verdict.end()).isEqualTo(BootEnd.FLOOD);
        assertThat(verdict.met()).isFalse();
        assertThat(Files.size(verdict.log())).isLessThanOrEqualTo(Console.MOST_BYTES);
    }

    @Test
    void endlessLineIsCutOff() throws Exception {
        assertThat(boot("tcg", Duration.ofMinutes(1), "exec cat /dev/zero").end())
                .isEqualTo(BootEnd.FLOOD);
    }

    @Test
    void machineThatStopsInTheMiddleMeetsItsDeadline() throws Exception {
        BootVerdict verdict = boot("tcg", "echo 'Linux version 6.1 (x)'; sleep 100");

        assertThat(verdict.end()).isEqualTo(BootEnd.DEADLINE);
        assertThat(verdict.report().release()).hasValue("6.1");
        assertThat(verdict.took()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(10));
    }

    @Test
    void silentMachineUnderSoftwareEmulationIsAVerdict() throws Exception {
        assertThat(boot("tcg", "sleep 100").end()).isEqualTo(BootEnd.SILENT);
    }

    @Test
    void interruptionEndsTheMachine() throws Exception {
        String mark = "sleep 87" + ProcessHandle.current().pid();
        Thread booting = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                while (processes(mark).isEmpty()) {
                    Thread.sleep(20);
                }
            } catch (InterruptedException e) {
                return;
            }
            booting.interrupt();
        });
        interrupter.start();

        assertThatThrownBy(() -> boot("tcg", "echo started; " + mark)).isInstanceOf(InterruptedException.class);
        interrupter.join();
        assertThat(processes(mark)).isEmpty();
    }

    private BootVerdict boot(String accelerator, String script) throws IOException, InterruptedException {
        return boot(accelerator, Duration.ofSeconds(3), script);
    }

    private BootVerdict boot(String accelerator, Duration timeout, String script)
            throws IOException, InterruptedException {
        Path program = temp.resolve("qemu");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Boot.run(request(accelerator, timeout, program));
    }

    private BootRequest request(String accelerator, Duration timeout, Path program) {
        return new BootRequest(
                new BootSource.Direct(temp.resolve("kernel"), Optional.empty(), ""),
                new MachineOptions(
                        program.toString(), accelerator, 256, 1, List.of(), false, timeout, Duration.ofSeconds(1)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                temp,
                temp.resolve("log"));
    }

    /** The command lines of processes that end so; an end takes effect a moment after the signal. */
    private static List<String> processes(String end) throws InterruptedException {
        List<String> found = List.of();
        for (int attempt = 0; attempt < 20; attempt++) {
            try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
                found = all.flatMap(p -> p.info().commandLine().stream())
                        .filter(line -> line.endsWith(end) && !line.contains("sh -c"))
                        .toList();
            }
            if (found.isEmpty()) {
                break;
            }
            Thread.sleep(50);
        }
        return found;
    }
}
