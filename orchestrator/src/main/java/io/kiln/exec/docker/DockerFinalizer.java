package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import io.kiln.exec.FinalizePlan;
import io.kiln.exec.Placement;
import io.kiln.exec.StageTask;
import io.kiln.model.Finalize;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.MalformedArchiveException;
import io.kiln.oci.layer.UnsafeEntryException;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import io.kiln.store.TarDraft;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** Makes the output layers of a stage out of a container, one for each {@code finalize}. Used once, by one thread. */
final class DockerFinalizer {

    private static final Path ROOT = Path.of("/");

    private final SnapshotStore store;
    private final StageTask task;
    private final StageContainer container;
    private final SandboxStubs stubs;
    private final List<SnapshotId> layers = new ArrayList<>();
    private long copied;

    DockerFinalizer(SnapshotStore store, StageTask task, StageContainer container, SandboxStubs stubs) {
        this.store = store;
        this.task = task;
        this.container = container;
        this.stubs = stubs;
    }

    /** Regular files of the output. */
    long copied() {
        return copied;
    }

    /** Writes all layers; none stays in the store if one fails. */
    List<SnapshotId> run() throws IOException, BuildException, InterruptedException {
        boolean complete = false;
        try {
            for (Finalize finalize : task.finalizes()) {
                layers.add(write(finalize));
            }
            complete = true;
            return List.copyOf(layers);
        } finally {
            if (!complete) {
                for (SnapshotId layer : layers) {
                    store.delete(layer);
                }
            }
        }
    }

    private SnapshotId write(Finalize finalize) throws IOException, BuildException, InterruptedException {
        Path from = ROOT.resolve(finalize.from()).normalize();
        MergedTree earlier = store.tree(layers);
        ContainerAttributes attributes = ContainerAttributes.of(container, from.toString());
        try (ContainerArchive archive = open(finalize, from);
                TarDraft draft = store.beginTar()) {
            boolean directory = archive.first().type() == EntryType.DIRECTORY;
            Placement placement = new Placement(earlier);
            Path place = placement.place(directory, name(from), finalize.to());
            placement.makeWay(place, FileTime.from(archive.first().mtime()));
            ArchivedFinalize content = new ArchivedFinalize(
                    archive, attributes, from.toString(), ROOT.relativize(place).toString(), placement.layer(), stubs);
            draft.write(content);
            if (content.isNothing()) {
                throw FinalizePlan.missing(finalize, task.stage());
            }
            copied += content.files();
            SnapshotId layer = store.commit(draft, task.stage() + " finalize[" + layers.size() + "]", false);
            refuseHiddenLinks(finalize, earlier, layer);
            return layer;
        } catch (MalformedArchiveException | UnsafeEntryException e) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    finalize.at() + ": finalize: what the Docker Engine gave of " + from + " cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }

    private ContainerArchive open(Finalize finalize, Path from)
            throws IOException, BuildException, InterruptedException {
        try {
            return ContainerArchive.open(container, from);
        } catch (FileNotFoundException e) {
            throw FinalizePlan.missing(finalize, task.stage());
        } catch (FileSystemLoopException e) {
            throw FinalizePlan.tooManyLinks(finalize, e);
        }
    }

    private void refuseHiddenLinks(Finalize finalize, MergedTree earlier, SnapshotId layer)
            throws IOException, BuildException {
        boolean refused = true;
        try {
            FinalizePlan.refuseHiddenLinks(finalize, earlier, store.layer(layer));
            refused = false;
        } finally {
            if (refused) {
                store.delete(layer);
            }
        }
    }

    private static Path name(Path from) {
        return from.getFileName() == null ? from : from.getFileName();
    }
}
