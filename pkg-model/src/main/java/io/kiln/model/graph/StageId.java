package io.kiln.model.graph;

import io.kiln.model.Platform;
import io.kiln.model.StageName;

/** A package for one platform: what a stage of the graph is named by. */
public record StageId(StageName stage, Platform platform) {

    /** A package of the tree of {@code --root}. */
    public StageId(String name, Platform platform) {
        this(new StageName("", name), platform);
    }

    /** The name of the package, without its tree. */
    public String name() {
        return stage.name();
    }

    @Override
    public String toString() {
        return stage + " (" + platform + ")";
    }
}
