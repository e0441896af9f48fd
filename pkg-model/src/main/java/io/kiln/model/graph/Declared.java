package io.kiln.model.graph;

import io.kiln.model.Dependency;
import io.kiln.model.Pkg;
import io.kiln.model.Platform;
import java.util.List;

/** A package with its own dependencies, each for the platform that it is needed on. */
record Declared(Pkg pkg, List<StageDependency> dependencies) {

    /** A dependency is for the platform that it names, else for the one that the steps run on. */
    static List<StageDependency> dependencies(Pkg pkg, StageId id) {
        Platform runsOn = pkg.buildPlatform().orElse(id.platform());
        return pkg.dependencies().stream()
                .map(d -> dependency(d, id.stage().tree(), runsOn))
                .toList();
    }

    private static StageDependency dependency(Dependency d, String tree, Platform runsOn) {
        Platform platform = d.platform().orElse(runsOn);
        return new StageDependency(
                d.stage().map(name -> new StageId(name.writtenIn(tree), platform)),
                d.image(),
                platform,
                d.from(),
                d.to(),
                d.runtime(),
                d.at());
    }
}
