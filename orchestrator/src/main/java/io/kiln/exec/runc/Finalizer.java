package io.kiln.exec.runc;

import io.kiln.exec.BuildException;
import io.kiln.linux.Linux;
import io.kiln.model.Finalize;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.LinkedTree;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the output layers of a stage out of its root, one for each {@code finalize}, by links. Not thread-safe. */
final class Finalizer {

    private static final int INPUT_IS_WRONG = 2;

    private final SnapshotStore store;
    private final String stage;
    private final MergedTree root;
    private final LinkedTree links;
    private final List<SnapshotDraft> drafts = new ArrayList<>();

    Finalizer(SnapshotStore store, String stage, MergedTree root, BuildEvents events) {
        this.store = store;
        this.stage = stage;
        this.root = root;
        this.links = LinkedTree.ownedByRoot(socket -> events.on(new BuildEvent.Warned(
                stage + ": " + socket + " is left out of the result: a socket is nothing without its process")));
    }

    /** Writes all layers, and puts them into the store when the last is complete. */
    List<SnapshotId> run(List<Finalize> finalizes) throws IOException, BuildException {
        try {
            for (Finalize finalize : finalizes) {
                write(finalize);
            }
            List<SnapshotId> layers = new ArrayList<>();
            for (int i = 0; i < drafts.size(); i++) {
                layers.add(store.commit(drafts.get(i), stage + " finalize[" + i + "]", false));
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

    private void write(Finalize finalize) throws IOException, BuildException {
        Path from = Path.of("/").resolve(finalize.from());
        MergedNode node = resolve(finalize, from);
        MergedTree earlier =
                MergedTree.of(drafts.stream().map(SnapshotDraft::root).toList());
        SnapshotDraft draft = store.begin();
        drafts.add(draft);
        Path name = from.getFileName() == null ? from : from.getFileName();
        new Placement(earlier, draft.root()).put(node, name, finalize.to(), links);
        if (node.isDirectory()) {
            Linux.setTime(draft.root(), node.stat().mtime());
        }
        refuseHiddenLinks(finalize, draft);
    }

    private MergedNode resolve(Finalize finalize, Path from) throws IOException, BuildException {
        Optional<MergedNode> node;
        try {
            node = root.resolve(from);
        } catch (FileSystemLoopException e) {
            throw new BuildException(
                    INPUT_IS_WRONG, finalize.at() + ": finalize: too many symbolic links in from: " + from, e);
        }
        return node.orElseThrow(() -> new BuildException(
                INPUT_IS_WRONG,
                finalize.at() + ": finalize: there is no " + from + " in the root of " + stage
                        + " after its steps; from: must name what they install"));
    }

    private void refuseHiddenLinks(Finalize finalize, SnapshotDraft top) throws IOException, BuildException {
        if (drafts.size() < 2) {
            return;
        }
        MergedTree earlier = MergedTree.of(drafts.subList(0, drafts.size() - 1).stream()
                .map(SnapshotDraft::root)
                .toList());
        Optional<HiddenLink> hidden = HiddenLink.find(
                earlier.root(), MergedTree.of(List.of(top.root())).root());
        if (hidden.isPresent()) {
            throw new BuildException(
                    INPUT_IS_WRONG,
                    finalize.at() + ": finalize: directory " + hidden.get().path()
                            + " would hide the symbolic link to " + hidden.get().target()
                            + " that an earlier finalize put there");
        }
    }
}
