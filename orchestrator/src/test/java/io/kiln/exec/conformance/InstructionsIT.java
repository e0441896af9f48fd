package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.exec.InstructionFailedException;
import io.kiln.exec.StageResult;
import io.kiln.exec.TinyRoot;
import io.kiln.model.NetworkMode;
import io.kiln.progress.BuildEvent;
import io.kiln.store.SnapshotId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each instruction is a process of its own: {@code <shell> -c "set -eou pipefail\n<script>"}. */
class InstructionsIT extends ConformanceCase {

    @Test
    void everyInstructionStartsInTheWorkingDirectoryAndSeesTheWorkOfTheOneBefore() throws Exception {
        assertThat(said(stage().build(
                                "echo 1 > one; cd /; SHELL_VARIABLE=1", "pwd; cat one; echo ${SHELL_VARIABLE:-unset}")
                        .build("pwd; cat one")))
                .containsExactly("/tmp/build", "1", "unset", "/tmp/build", "1");
    }

    @Test
    void aFailureNamesPackagePhaseIndexPlaceStatusLastLinesAndLog() throws Exception {
        assertThatThrownBy(
                        () -> run(stage().build("true", "for i in $(seq 60); do echo line $i; done; false; echo no")))
                .isInstanceOf(InstructionFailedException.class)
                .hasMessageStartingWith("hello/pkg.yaml:7:9: hello: step 1 build 2 failed with exit status 1")
                .hasMessageContaining("line 21\n")
                .hasMessageNotContaining("line 20\n")
                .hasMessageEndingWith("whole log: " + directory.resolve("hello.log"));
        assertThat(log()).contains("\nline 1\n").contains("\nline 60\n").doesNotContain("\nno\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {"false | true # 1", "exit 126 # 126", "no-such-program # 127", "sh -c 'kill -9 $$'; true # 137"})
    void aFailingScriptEndsTheBuildWithItsStatus(String script, int status) {
        assertThatThrownBy(() -> run(stage().build(script)))
                .isInstanceOfSatisfying(InstructionFailedException.class, failure -> {
                    assertThat(failure.exitStatus()).isEqualTo(status);
                    assertThat(failure.exitCode()).isEqualTo(1);
                });
    }

    @Test
    void anUnsetVariableIsNamed() {
        assertThatThrownBy(() -> run(stage().build("echo $NO_SUCH_VARIABLE")))
                .isInstanceOf(InstructionFailedException.class)
                .hasMessageContaining("NO_SUCH_VARIABLE: unbound variable");
    }

    @Test
    void theOutputIsKeptWholeWhateverItsSizeAndBytes() throws Exception {
        int lines = 12_800;
        AtomicInteger heard = new AtomicInteger();
        executor()
                .execute(
                        stage().build("line=$(printf '%04000d' 0); for i in $(seq " + lines
                                        + "); do echo $line; done; echo end >&2;" + " printf 'odd \\377 bytes'")
                                .task(),
                        event -> heard.addAndGet(event instanceof BuildEvent.InstructionLogged ? 1 : 0));

        byte[] log = Files.readAllBytes(directory.resolve("hello.log"));
        String text = new String(log, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(heard).hasValue(lines + 2);
        assertThat(text.lines().filter(line -> line.equals("0".repeat(4000)))).hasSize(lines);
        assertThat(text).contains("\nend\n").contains("odd \u00ff bytes");
    }

    @Test
    void aScriptMayGoOnForLongAfterItHasClosedItsOutput() throws Exception {
        StageResult result = run(stage().build("mkdir /out; exec >&- 2>&-; sleep 12; : > /out/done")
                .finalize("/out", "/"));

        assertThat(store().tree(result.layers()).find(Path.of("/done"))).isPresent();
    }

    @Test
    void processesLeftInTheBackgroundEndWithTheirInstruction() throws Exception {
        run(stage().build(
                        "setsid sleep 4711 > /dev/null 2>&1 & echo started",
                        "sleep 4712 & echo 'this one holds the output open'",
                        "setsid sh -c 'trap \"\" TERM HUP; sleep 4713' & true"));

        assertNobodyRuns("4711");
        assertNobodyRuns("4712");
        assertNobodyRuns("4713");
    }

    @Test
    void aScriptThatClosesItsOutputIsWaitedFor() throws Exception {
        assertThat(said(stage().build("exec > /dev/null 2>&1; sleep 1; echo 1 > late", "cat late")))
                .containsExactly("1");
    }

    @Test
    void nothingComesFromTheStandardInput() throws Exception {
        assertThat(said(stage().build("wc -c; if [ -t 0 ]; then echo terminal; fi")))
                .containsExactly("0");
    }

    @Test
    void theUserIsRootInNoOtherGroupOnAMachineNamedKiln() throws Exception {
        SnapshotId groups = snapshot(root -> {
            file(root, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
            file(root, "etc/group", "root:x:0:root\nwheel:x:10:root\n");
        });

        assertThat(said(stage().input("groups", groups).build("id -u; id -g; id -G; hostname; umask")))
                .containsExactly("0", "0", "0", "kiln", "0022");
    }

    @Test
    void capabilitiesAndTheCallFilterAreThoseOfDocker() throws Exception {
        assertThat(said(stage().build(
                                "grep -E '^(CapEff|CapPrm|CapBnd|CapAmb|NoNewPrivs|Seccomp):' /proc/self/status")))
                .containsExactly(
                        "CapPrm:\t00000000a80425fb",
                        "CapEff:\t00000000a80425fb",
                        "CapBnd:\t00000000a80425fb",
                        "CapAmb:\t0000000000000000",
                        "NoNewPrivs:\t0",
                        "Seccomp:\t2");
    }

    @Test
    void devicesAreMadeAndNotOpened() throws Exception {
        assertThat(said(stage().build(
                                "mknod disk b 8 0; stat -c '%F %t,%T' disk; dd if=disk of=/dev/null count=1 2>/dev/null || echo refused",
                                "mknod kmsg c 1 11; stat -c '%F %t,%T' kmsg; head -c 1 kmsg 2>/dev/null || echo refused",
                                "echo x > /dev/null; head -c 2 /dev/zero | wc -c; ls -d /dev/fd /dev/full /dev/mqueue /dev/ptmx"
                                        + " /dev/pts /dev/random /dev/shm /dev/stderr /dev/stdin /dev/stdout /dev/tty"
                                        + " /dev/urandom | wc -l")))
                .containsExactly(
                        "block special file 8,0", "refused", "character special file 1,b", "refused", "2", "12");
    }

    @Test
    void aMissingShellIsASentence() {
        assertThatThrownBy(() -> run(stage().build("rm /bin/sh", "true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("there is no shell /bin/sh in image tiny:1");
    }

    @Test
    void aShellThatIsMissingInALaterStepWithAnotherNetworkIsTheSameSentence() {
        assertThatThrownBy(() -> run(
                        stage().build("rm /bin/sh").network(NetworkMode.HOST).build("true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("hello/pkg.yaml:7:9: hello: there is no shell /bin/sh in image tiny:1");
    }

    @Test
    void aShellThatIsNoProgramIsASentence() throws Exception {
        SnapshotId text = snapshot(root -> file(root, "bin/sh", "not a program"));
        assertThatThrownBy(() -> run(emptyStage().input("base", text).build("true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("the shell /bin/sh in image tiny:1 is not executable");
    }

    @Test
    void aShellWithoutPipefailIsASentence() throws Exception {
        SnapshotId dash = TinyRoot.withDash(store());
        assertThatThrownBy(() -> run(emptyStage().input("base", dash).build("echo hi")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("/bin/sh in image tiny:1 does not know 'set -o pipefail'");
    }

    @Test
    void anyShellOfPosixWithPipefailWillDo() throws Exception {
        SnapshotId ash = snapshot(root -> Files.createSymbolicLink(root.resolve("ash"), Path.of("/bin/busybox")));

        assertThat(said(stage().input("ash", ash)
                        .shell("/ash")
                        .environment("QUOTED", "it's \"1\" $x\ntwo")
                        .environment("PPID", "9")
                        .build(
                                "setsid sleep 4714 > /dev/null 2>&1 & echo $QUOTED; pwd; wc -c",
                                "printf 'no line'; echo > here",
                                "ls; echo $HOME")))
                .containsExactly("it's \"1\" $x two", "/tmp/build", "0", "no line", "here", "/");
        assertNobodyRuns("4714");
        assertThatThrownBy(() -> run(stage().input("ash", ash).shell("/ash").build("sh -c 'kill -9 $$'; true")))
                .isInstanceOfSatisfying(
                        InstructionFailedException.class,
                        failure -> assertThat(failure.exitStatus()).isEqualTo(137));
    }

    @Test
    void anInstructionMayRemoveTheDirectoryInWhichTheNextOneStarts() throws Exception {
        assertThat(said(stage().build("rm -r /tmp/build", "pwd; ls | wc -l"))).containsExactly("/tmp/build", "0");
    }

    @Test
    void anInstructionMayKillEverybodyElse() throws Exception {
        assertThat(said(stage().build("kill -9 -1 || true; echo alone", "echo and after")))
                .contains("alone", "and after");
    }

    @Test
    void anInterruptIsNotIgnored() throws Exception {
        assertThat(said(stage().build("sh -c 'kill -INT $$; echo survived' || echo $?")))
                .containsExactly("130");
    }

    @Test
    void eventsTellOfEveryInstructionInOrder() throws Exception {
        run(stage().build("echo 1", "echo 2").build("echo 3"));

        assertThat(events.stream()
                        .filter(BuildEvent.InstructionStarted.class::isInstance)
                        .map(event -> ((BuildEvent.InstructionStarted) event).script()))
                .isEqualTo(List.of("echo 1", "echo 2", "echo 3"));
        assertThat(lines()).containsExactly("1", "2", "3");
    }
}
