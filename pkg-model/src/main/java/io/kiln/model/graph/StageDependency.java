package io.kiln.model.graph;

import io.kiln.model.Platform;
import io.kiln.model.yaml.Position;
import java.util.Optional;

/**
 * Content that a stage is built on: exactly one of a stage of the graph and an image of a registry.
 *
 * @param platform the platform of that content
 * @param at where the user wrote it; for a runtime dependency of a dependency, this is in that package's file
 */
public record StageDependency(
        Optional<StageId> stage,
        Optional<String> image,
        Platform platform,
        String from,
        String to,
        boolean runtime,
        Position at) {

    /** What decides whether the same content is already there. */
    Object identity() {
        return new Identity(stage, image, platform, to);
    }

    private record Identity(Optional<StageId> stage, Optional<String> image, Platform platform, String to) {}
}
