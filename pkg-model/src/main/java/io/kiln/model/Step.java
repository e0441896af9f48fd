package io.kiln.model;

import io.kiln.model.yaml.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One entry of {@code steps:}: its sources, environment, and instructions by phase. */
public record Step(
        List<Source> sources,
        Map<String, String> env,
        List<String> cachePaths,
        Map<Phase, List<Instruction>> instructions,
        Optional<Sbom> sbom,
        NetworkMode network,
        Position at) {

    /** The instructions of one phase, none if the step has no such phase. */
    public List<Instruction> instructions(Phase phase) {
        return instructions.getOrDefault(phase, List.of());
    }
}
