package io.kiln.model.graph;

import io.kiln.model.Pkg;
import io.kiln.model.Platform;
import java.util.List;

/**
 * A node of the graph: a package for one platform.
 *
 * @param id its name, and the platform that its image is for
 * @param runsOn the platform that its steps run on: {@code buildPlatform} where that is given
 * @param declared what its own file asks for, in order
 * @param dependencies what its root is made of, in order: each declared one followed by its runtime dependencies, with
 *     nothing twice
 */
public record Stage(
        StageId id, Pkg pkg, Platform runsOn, List<StageDependency> declared, List<StageDependency> dependencies) {}
