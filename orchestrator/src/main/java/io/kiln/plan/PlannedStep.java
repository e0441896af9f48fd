package io.kiln.plan;

import io.kiln.exec.InstructionTask;
import io.kiln.model.NetworkMode;
import io.kiln.model.Source;
import java.util.List;
import java.util.Map;

/**
 * One step with the key of each of its instructions; sources are not fetched yet.
 *
 * @param environment the whole environment of its instructions
 */
public record PlannedStep(
        int index,
        List<Source> sources,
        Map<String, String> environment,
        List<String> cachePaths,
        NetworkMode network,
        List<InstructionTask> instructions) {}
