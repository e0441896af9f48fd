package io.kiln.build;

import io.kiln.model.Pkg;
import io.kiln.model.Pkgfile;
import io.kiln.model.graph.StageId;
import io.kiln.plan.StageRecord;
import java.util.List;

/**
 * One target for one platform, built.
 *
 * @param pkgfile of its tree
 * @param dependencies the results that it was built on, directly or through others, nearest first
 */
public record BuiltTarget(StageId id, Pkg pkg, StageRecord result, Pkgfile pkgfile, List<StageRecord> dependencies) {

    public String name() {
        return id.name();
    }
}
