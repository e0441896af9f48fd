package io.kiln.build;

import io.kiln.oci.layer.LayerContent;
import io.kiln.plan.StageRecord;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotLayerContent;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The files of stage results. */
record StageResults(SnapshotStore snapshots) {

    /** @throws ContentCollectedException if one of its layers is gone: a verdict must not be given without it */
    MergedTree tree(StageRecord result) throws IOException {
        require(result);
        return snapshots.tree(result.layers());
    }

    /** What the layers of an image of the result are made of, bottom first. */
    List<LayerContent> contents(StageRecord result) throws IOException {
        require(result);
        List<LayerContent> contents = new ArrayList<>();
        for (SnapshotId layer : result.layers()) {
            contents.add(SnapshotLayerContent.forImage(snapshots.layer(layer)));
        }
        return contents;
    }

    private void require(StageRecord result) {
        if (!result.layers().stream().allMatch(snapshots::exists)) {
            throw new ContentCollectedException(result.outputId());
        }
    }
}
