package io.kiln.exec.runc;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageInput;
import io.kiln.store.LinkedTree;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the inputs of a stage into layers of its root, without copying the content of any file. */
final class InputLayers {

    private static final int INPUT_IS_WRONG = 2;

    private record Placed(StageInput input, List<Path> layers) {}

    private final SnapshotStore store;
    private final RootStack stack;
    private final List<Placed> placed = new ArrayList<>();

    InputLayers(SnapshotStore store, RootStack stack) {
        this.store = store;
        this.stack = stack;
    }

    /** Puts an input on top of the stack. */
    void add(StageInput input) throws IOException, BuildException {
        List<Path> own = new ArrayList<>();
        boolean marks = false;
        for (SnapshotId layer : input.layers()) {
            own.add(store.directory(layer));
            marks |= store.info(layer).whiteouts();
        }
        if (own.isEmpty()) {
            return;
        }
        List<Path> layers = own;
        if (!isRoot(input.from()) || !isRoot(input.to())) {
            layers = List.of(part(input, MergedTree.of(own)));
        } else if (marks && !stack.layers().isEmpty()) {
            layers = List.of(flat(MergedTree.of(own)));
        }
        refuseHiddenLinks(input, layers);
        placed.add(new Placed(input, layers));
        for (Path layer : layers) {
            stack.push(layer);
        }
    }

    private Path flat(MergedTree tree) throws IOException {
        SnapshotDraft draft = stack.draft();
        LinkedTree.keepingOwners().writeContent(tree.root(), draft.root());
        return draft.root();
    }

    private Path part(StageInput input, MergedTree tree) throws IOException, BuildException {
        Path from = Path.of("/").resolve(input.from());
        MergedNode node = tree.resolve(from)
                .orElseThrow(() -> new BuildException(
                        INPUT_IS_WRONG, input.at() + ": " + input.name() + " has no " + from + " (from)"));
        SnapshotDraft draft = stack.draft();
        Path name = from.getFileName() == null ? from : from.getFileName();
        new Placement(stack.tree(), draft.root()).put(node, name, input.to(), LinkedTree.keepingOwners());
        return draft.root();
    }

    private void refuseHiddenLinks(StageInput input, List<Path> layers) throws IOException, BuildException {
        if (stack.layers().isEmpty()) {
            return;
        }
        Optional<HiddenLink> hidden =
                HiddenLink.find(stack.tree().root(), MergedTree.of(layers).root());
        if (hidden.isPresent()) {
            HiddenLink link = hidden.get();
            throw new BuildException(
                    INPUT_IS_WRONG,
                    input.at() + ": " + input.name() + " has a directory " + link.path() + " where "
                            + owner(link.path()) + " has a symbolic link to " + link.target()
                            + "; the directory would hide all that the link leads to. Let " + input.name()
                            + " install into the link's target");
        }
    }

    private String owner(Path path) throws IOException {
        for (int i = placed.size() - 1; i >= 0; i--) {
            if (MergedTree.of(placed.get(i).layers()).find(path).isPresent()) {
                return placed.get(i).input().name();
            }
        }
        return "an earlier input";
    }

    private static boolean isRoot(String path) {
        return Path.of("/").resolve(path).normalize().equals(Path.of("/"));
    }
}
