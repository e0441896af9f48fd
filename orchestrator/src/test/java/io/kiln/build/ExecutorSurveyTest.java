package io.kiln.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExecutorSurveyTest {

    private static ExecutorFinding finding(String executor, String... lacking) {
        return new ExecutorFinding(executor, List.of(lacking), List.of(), Optional.empty(), Optional.empty());
    }

    @Test
    void autoTakesTheFirstThatCanRun() {
        assertThat(new ExecutorSurvey(List.of(finding("runc"), finding("docker"))).choice())
                .contains(finding("runc"));
        assertThat(new ExecutorSurvey(List.of(finding("runc", "No root."), finding("docker"))).choice())
                .contains(finding("docker"));
        assertThat(new ExecutorSurvey(List.of(finding("runc", "No root."), finding("docker", "No engine."))).choice())
                .isEmpty();
    }

    @Test
    void theRefusalListsWhatEachLacks() {
        var refusal = new ExecutorSurvey(
                        List.of(finding("runc", "No root.", "No runc."), finding("docker", "No engine.")))
                .refusal();

        assertThat(refusal)
                .hasMessage(
                        "this machine cannot run builds with runc or docker:\n  - No root.\n  - No runc.\n  - No engine.");
        assertThat(refusal.exitCode()).isEqualTo(3);
    }
}
