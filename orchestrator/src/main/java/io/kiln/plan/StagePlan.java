package io.kiln.plan;

import io.kiln.model.Pkg;
import io.kiln.model.Platform;
import java.util.List;

/**
 * A stage whose inputs are all known, with its key.
 *
 * @param stage what it is called in messages
 * @param platform the platform whose binaries the instructions run
 * @param inputs base and dependencies, bottom first; the package's own directory follows them
 * @param contextDigest over the files of the package's directory and its rendered templates
 */
public record StagePlan(
        String stage,
        Pkg pkg,
        Platform platform,
        List<PlannedInput> inputs,
        ContextFiles context,
        String contextDigest,
        List<PlannedStep> steps,
        StageKey key) {

    /** Whether anything has to run. */
    public boolean hasInstructions() {
        return steps.stream().anyMatch(step -> !step.instructions().isEmpty());
    }
}
