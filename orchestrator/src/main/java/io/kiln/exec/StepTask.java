package io.kiln.exec;

import io.kiln.model.NetworkMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One step of a stage.
 *
 * @param index counted from 0 in {@code steps:}
 * @param sources verified files, by their path relative to the working directory
 * @param environment the whole environment of every instruction, {@code PKG_NAME} and earlier steps included
 * @param caches host directories, by the path at which they are mounted; never part of a snapshot
 * @param instructions prepare, build, install, then test, in order
 */
public record StepTask(
        int index,
        Map<String, Path> sources,
        Map<String, String> environment,
        Map<String, Path> caches,
        NetworkMode network,
        List<InstructionTask> instructions) {}
