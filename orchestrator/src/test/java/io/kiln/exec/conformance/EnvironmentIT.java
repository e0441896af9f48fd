package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Variables: exactly those of the step, and what a shell or a login makes by itself. */
class EnvironmentIT extends ConformanceCase {

    private static final String PRINT = "/bin/busybox env | /bin/busybox sort";

    @Test
    void theEnvironmentIsWhatTheTaskSays() throws Exception {
        assertThat(said(stage().environment("COLOUR", "blue sky=\"1\" $x")
                        .environment("EMPTY", "")
                        .environment("TWO", "one\ntwo")
                        .environment("LANGUAGE", "\u00e9\u4e2d")
                        .build(PRINT)))
                .containsExactly(
                        "COLOUR=blue sky=\"1\" $x",
                        "EMPTY=",
                        "HOME=/",
                        "LANGUAGE=\u00e9\u4e2d",
                        "PATH=/bin:/usr/bin",
                        "PKG_NAME=hello",
                        "PWD=/tmp/build",
                        "SHLVL=1",
                        "TWO=one",
                        "_=/bin/busybox",
                        "two");
    }

    @Test
    void noVariableIsAddedForAStepThatHasNone() throws Exception {
        // bash has a PATH of its own then, and does not hand it on.
        assertThat(said(stage().withoutEnvironment().build(PRINT)))
                .containsExactly("HOME=/", "PWD=/tmp/build", "SHLVL=1", "_=/bin/busybox");
    }

    @Test
    void theHomeIsThatOfTheRootsOwnPasswordFileUnlessTheStepHasOne() throws Exception {
        var users = snapshot(root -> file(root, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"));

        assertThat(said(stage().input("users", users)
                        .build("echo $HOME")
                        .environment("HOME", "/elsewhere")
                        .build("echo $HOME")))
                .containsExactly("/root", "/elsewhere");
    }

    @Test
    void anInstructionFindsTheHomeThatTheOneBeforeHasMade() throws Exception {
        assertThat(said(stage().build(
                                "mkdir -p /etc; printf 'other:x:1:1::/no:\\nroot:x:0:0:root:/root' > /etc/passwd",
                                "echo $HOME",
                                "rm /etc/passwd",
                                "echo $HOME")))
                .containsExactly("/root", "/");
    }

    @Test
    void variablesThatNoShellCanNameAreThereTooAndGoWithTheirStep() throws Exception {
        assertThat(said(stage().environment("ODD-NAME", "1")
                        .environment("AN ODD.NAME", "it's")
                        .build(PRINT + " | grep -i odd")
                        .environment("ODD-NAME", "2")
                        .build(PRINT + " | grep ODD-")))
                .containsExactly("AN ODD.NAME=it's", "ODD-NAME=1", "ODD-NAME=2");
    }

    @Test
    void aVariableThatAShellKeepsForItselfIsNoObstacle() throws Exception {
        assertThat(said(stage().environment("UID", "7")
                        .environment("IFS", "x")
                        .environment("LC_ALL", "no-such-locale")
                        .environment("status", "8")
                        .environment("PPID", "9")
                        .build("echo $UID $status")))
                .contains("7 8");
    }

    @Test
    void theVariablesOfALaterStepAreThoseThatItIsGiven() throws Exception {
        assertThat(said(stage().environment("A", "1")
                        .build("export LOST=1; echo $A ${B:-unset}", "echo ${LOST:-unset}")
                        .environment("B", "2")
                        .build("echo $A $B")
                        .environment("A", "3")
                        .build("echo $A $B")))
                .isEqualTo(List.of("1 unset", "unset", "1 2", "3 2"));
    }

    @Test
    void testsHaveTheVariablesOfTheirStep() throws Exception {
        assertThat(said(stage().environment("A", "1")
                        .buildAndTest("true", "echo $A $PKG_NAME")
                        .environment("A", "2")
                        .buildAndTest("true", "echo $A; export B=1; A=3")
                        .build("echo $A ${B:-unset}")))
                .containsExactly("1 hello", "2", "2 unset");
    }
}
