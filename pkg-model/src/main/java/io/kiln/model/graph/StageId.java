package io.kiln.model.graph;

import io.kiln.model.Platform;

/** A package for one platform: what a stage of the graph is named by. */
public record StageId(String name, Platform platform) {

    @Override
    public String toString() {
        return name + " (" + platform + ")";
    }
}
