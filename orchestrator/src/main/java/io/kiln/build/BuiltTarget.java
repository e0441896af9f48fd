package io.kiln.build;

import io.kiln.image.ImageFacts;
import io.kiln.model.Pkg;
import io.kiln.model.Pkgfile;
import io.kiln.model.graph.StageDependency;
import io.kiln.model.graph.StageId;
import io.kiln.plan.StageRecord;
import java.util.List;
import java.util.Optional;

/**
 * One target for one platform, built.
 *
 * @param pkgfile of its tree
 * @param dependencies the results that it was built on, directly or through others, nearest first
 * @param images the images that it was made of beside stages, directly or through others; not the bases
 * @param facts what its image says of itself; known once it may leave
 */
public record BuiltTarget(
        StageId id,
        Pkg pkg,
        StageRecord result,
        Pkgfile pkgfile,
        List<StageRecord> dependencies,
        List<StageDependency> images,
        Optional<ImageFacts> facts) {

    BuiltTarget withFacts(ImageFacts known) {
        return new BuiltTarget(id, pkg, result, pkgfile, dependencies, images, Optional.of(known));
    }

    /** The name of the package, without its tree: what its image is called. */
    public String name() {
        return id.name();
    }
}
