package io.kiln.exec;

import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the inputs of a stage into layers of its root. An input that is wanted whole keeps its layers; a part of one, and
 * one whose whiteouts would reach what lies below, becomes a layer of its own. Not thread-safe.
 */
public final class InputLayers<L> {

    private static final int INPUT_IS_WRONG = 2;
    private static final Path ROOT = Path.of("/");

    private record Placed<L>(StageInput input, List<L> layers) {}

    private final RootLayers<L> root;
    private final SnapshotStore store;
    private final List<Placed<L>> placed = new ArrayList<>();

    public InputLayers(RootLayers<L> root, SnapshotStore store) {
        this.root = root;
        this.store = store;
    }

    /**
     * Puts an input on top of the root.
     *
     * @throws BuildException if it has no {@code from}, or would hide a symbolic link of another input
     */
    public void add(StageInput input) throws IOException, BuildException {
        List<L> own = new ArrayList<>();
        boolean marks = false;
        for (SnapshotId layer : input.layers()) {
            own.add(root.snapshot(layer));
            marks |= store.info(layer).whiteouts();
        }
        if (own.isEmpty()) {
            return;
        }
        MergedTree tree = root.tree(own);
        boolean part = !isRoot(input.from()) || !isRoot(input.to());
        if (part || (marks && !root.layers().isEmpty())) {
            LayerFile layer = part ? part(input, tree) : tree.root();
            refuseHiddenLinks(input, MergedTree.ofLayers(List.of(layer)));
            own = List.of(root.write(layer));
        } else {
            refuseHiddenLinks(input, tree);
        }
        placed.add(new Placed<>(input, own));
        for (L layer : own) {
            root.push(layer);
        }
    }

    private LayerFile part(StageInput input, MergedTree tree) throws IOException, BuildException {
        Path from = ROOT.resolve(input.from());
        MergedNode node = tree.resolve(from)
                .orElseThrow(() -> new BuildException(
                        INPUT_IS_WRONG, input.at() + ": " + input.name() + " has no " + from + " (from)"));
        Placement placement = new Placement(root.tree());
        placement.put(node, from.getFileName() == null ? from : from.getFileName(), input.to());
        return placement.layer();
    }

    private void refuseHiddenLinks(StageInput input, MergedTree layers) throws IOException, BuildException {
        if (root.layers().isEmpty()) {
            return;
        }
        Optional<HiddenLink> hidden = HiddenLink.find(root.tree().root(), layers.root());
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
            if (root.tree(placed.get(i).layers()).find(path).isPresent()) {
                return placed.get(i).input().name();
            }
        }
        return "an earlier input";
    }

    private static boolean isRoot(String path) {
        return ROOT.resolve(path).normalize().equals(ROOT);
    }
}
