package io.kiln.exec.runc;

import io.kiln.exec.BuildException;
import io.kiln.exec.FinalizePlan;
import io.kiln.exec.StageTask;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.LayerFile;
import io.kiln.store.LinkedTree;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes the output layers of a stage out of its root, one for each {@code finalize}, by links. Not thread-safe. */
final class Finalizer {

    private final SnapshotStore store;
    private final StageTask task;
    private final MergedTree root;
    private final LinkedTree links;

    Finalizer(SnapshotStore store, StageTask task, MergedTree root, BuildEvents events) {
        this.store = store;
        this.task = task;
        this.root = root;
        this.links = LinkedTree.ownedByRoot(socket -> events.on(new BuildEvent.Warned(
                task.stage() + ": " + socket + " is left out of the result: a socket is nothing without its process")));
    }

    /** Writes all layers, and puts them into the store when the last is complete. */
    List<SnapshotId> run() throws IOException, BuildException {
        List<SnapshotDraft> drafts = new ArrayList<>();
        try {
            for (LayerFile layer : FinalizePlan.of(task, root)) {
                SnapshotDraft draft = store.begin();
                drafts.add(draft);
                links.writeContent(layer, draft.root());
            }
            List<SnapshotId> layers = new ArrayList<>();
            for (int i = 0; i < drafts.size(); i++) {
                layers.add(store.commit(drafts.get(i), task.stage() + " finalize[" + i + "]", false));
            }
            return layers;
        } finally {
            for (SnapshotDraft draft : drafts) {
                draft.close();
            }
        }
    }

    long linked() {
        return links.linked();
    }

    long copied() {
        return links.copied();
    }
}
