package io.kiln.exec.runc;

import io.kiln.exec.InstructionOutput;
import io.kiln.exec.StepTask;
import java.nio.file.Path;
import java.util.List;

/**
 * One process to run in a container.
 *
 * @param lowers the layers of the root, bottom first
 * @param upper the directory that takes what is written
 */
record RunRequest(StepTask step, List<String> arguments, List<Path> lowers, Path upper, InstructionOutput output) {}
