package io.kiln.exec;

import io.kiln.model.Finalize;
import io.kiln.model.Platform;
import java.nio.file.Path;
import java.util.List;

/**
 * All that an executor needs to know of one stage.
 *
 * @param stage the package's name, as events and errors show it
 * @param platform the platform whose binaries run
 * @param shell absolute path in the root
 * @param shellImage what to name in an error when the shell is missing or unfit: the base or dependency it should
 *     come from
 * @param inputs what the root consists of, bottom first: the base, the dependencies in order, then the context
 * @param steps in order
 * @param finalizes in order; each gives one output layer
 * @param log the file that takes the whole output of every instruction
 * @param instructions what earlier builds left behind, looked up and added to as instructions run
 */
public record StageTask(
        String stage,
        Platform platform,
        String shell,
        String shellImage,
        List<StageInput> inputs,
        List<StepTask> steps,
        List<Finalize> finalizes,
        Path log,
        InstructionCache instructions) {}
