package io.kiln.build;

import io.kiln.plan.StageRecord;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotStore;
import java.nio.file.Path;
import java.util.List;

/** The files of stage results. */
record StageResults(SnapshotStore snapshots) {

    MergedTree tree(StageRecord result) {
        return MergedTree.of(directories(result));
    }

    /** @throws ContentCollectedException if one of them is gone: a verdict must not be given without it */
    List<Path> directories(StageRecord result) {
        if (!result.layers().stream().allMatch(snapshots::exists)) {
            throw new ContentCollectedException(result.outputId());
        }
        return result.layers().stream().map(snapshots::directory).toList();
    }
}
