package io.kiln.exec;

import io.kiln.model.Finalize;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Thinks out the output layers of a stage, one for each {@code finalize}; each lies on top of those before. */
public final class FinalizePlan {

    private static final int INPUT_IS_WRONG = 2;

    private final String stage;
    private final MergedTree root;
    private final List<LayerFile> layers = new ArrayList<>();

    private FinalizePlan(String stage, MergedTree root) {
        this.stage = stage;
        this.root = root;
    }

    /**
     * The layers, to be written with everything owned by 0:0 and without sockets.
     *
     * @param root what the stage's root is after its steps
     * @throws BuildException if a {@code from} is not there, or a directory would hide a symbolic link
     */
    public static List<LayerFile> of(StageTask task, MergedTree root) throws IOException, BuildException {
        FinalizePlan plan = new FinalizePlan(task.stage(), root);
        for (Finalize finalize : task.finalizes()) {
            plan.add(finalize);
        }
        return List.copyOf(plan.layers);
    }

    private void add(Finalize finalize) throws IOException, BuildException {
        Path from = from(finalize);
        MergedNode node = resolve(finalize, from);
        MergedTree earlier = MergedTree.ofLayers(layers);
        Placement placement = new Placement(earlier);
        placement.put(node, from.getFileName() == null ? from : from.getFileName(), finalize.to());
        refuseHiddenLinks(finalize, earlier, placement.layer());
        layers.add(placement.layer());
    }

    private MergedNode resolve(Finalize finalize, Path from) throws IOException, BuildException {
        Optional<MergedNode> node;
        try {
            node = root.resolve(from);
        } catch (FileSystemLoopException e) {
            throw tooManyLinks(finalize, e);
        }
        return node.orElseThrow(() -> missing(finalize, stage));
    }

    /** The refusal of a {@code from} that names nothing. */
    public static BuildException missing(Finalize finalize, String stage) {
        return new BuildException(
                INPUT_IS_WRONG,
                finalize.at() + ": finalize: there is no " + from(finalize) + " in the root of " + stage
                        + " after its steps; from: must name what they install");
    }

    /** The refusal of a {@code from} whose links lead in a circle. */
    public static BuildException tooManyLinks(Finalize finalize, FileSystemLoopException loop) {
        return new BuildException(
                INPUT_IS_WRONG, finalize.at() + ": finalize: too many symbolic links in from: " + from(finalize), loop);
    }

    private static Path from(Finalize finalize) {
        return Path.of("/").resolve(finalize.from());
    }

    /**
     * Refuses a layer whose directories would hide symbolic links of earlier ones.
     *
     * @throws BuildException if it would
     */
    public static void refuseHiddenLinks(Finalize finalize, MergedTree earlier, LayerFile layer)
            throws IOException, BuildException {
        if (earlier.isEmpty()) {
            return;
        }
        Optional<HiddenLink> hidden = HiddenLink.find(
                earlier.root(), MergedTree.ofLayers(List.of(layer)).root());
        if (hidden.isPresent()) {
            throw new BuildException(
                    INPUT_IS_WRONG,
                    finalize.at() + ": finalize: directory " + hidden.get().path()
                            + " would hide the symbolic link to " + hidden.get().target()
                            + " that an earlier finalize put there");
        }
    }
}
