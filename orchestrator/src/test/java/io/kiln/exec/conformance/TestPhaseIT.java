package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.InstructionFailedException;
import io.kiln.exec.StageResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code test} runs on the state after {@code install} and is thrown away, of the following steps too. */
class TestPhaseIT extends ConformanceCase {

    @Test
    void aTestLeavesNothingBehind() throws Exception {
        StageResult result = run(stage().buildAndTest(
                        "echo 1 > one; mkdir dir; ln one link; chmod 640 one",
                        "echo 2 > two; echo 9 >> one; rm link; rmdir dir; chmod 600 one; touch /etc/mark; rm /bin/uname")
                .build("ls /etc/mark 2>/dev/null || test -e /bin/uname")
                .finalize("/tmp/build", "/"));

        assertThat(names(result, "/")).containsExactly("dir", "link", "one");
        assertThat(content(result, "/one")).isEqualTo("1\n");
        assertThat(node(result, "/one").stat().permissions()).isEqualTo(0640);
    }

    @Test
    void everyTestOfAStepRunsOnTheStateAfterInstall() throws Exception {
        assertThat(said(stage().buildAndTests(
                                List.of("echo 1 > one"), List.of("ls; touch two; rm one", "ls; touch three", "ls"))
                        .build("ls; touch four")
                        .buildAndTests(List.of("touch five"), List.of("ls; rm *"))
                        .build("ls")))
                .containsExactly("one", "one", "one", "one", "five", "four", "one", "five", "four", "one");
    }

    @Test
    void aStepMayHaveTestsOnly() throws Exception {
        assertThat(said(stage().buildAndTests(List.of(), List.of("pwd; touch one"))
                        .build("ls; echo second step")))
                .containsExactly("/tmp/build", "second step");
    }

    @Test
    void aTestSeesSourcesAndCachePathsOfItsStep() throws Exception {
        Path source = Files.writeString(directory.resolve("source"), "text\n");
        Path cached = Files.createDirectory(directory.resolve("cache-of-a-test"));

        assertThat(said(stage().sources(Map.of("name.txt", source))
                        .caches(Map.of("/cache", cached))
                        .buildAndTest("echo 1 > /cache/kept", "cat name.txt /cache/kept; echo 2 > /cache/by-test")
                        .build("cat /cache/by-test")))
                .containsExactly("text", "1", "2");
    }

    @Test
    void aFailingTestFailsTheStageAndIsNotRememberedAndNothingRunsAfterIt() {
        assertThatThrownBy(() -> run(stage().buildAndTests(List.of("true"), List.of("exit 3", "echo second test"))
                        .build("echo next step")))
                .isInstanceOfSatisfying(InstructionFailedException.class, failure -> {
                    assertThat(failure.exitStatus()).isEqualTo(3);
                    assertThat(failure.exitCode()).isEqualTo(1);
                    assertThat(failure.instruction().phase().key()).isEqualTo("test");
                });
        assertThat(cache.passed).isEmpty();
        assertThat(lines()).isEmpty();
    }

    @Test
    void processesThatATestLeavesEndWithIt() throws Exception {
        run(stage().buildAndTest("true", "sleep 4721 & echo started"));

        assertNobodyRuns("4721");
    }
}
