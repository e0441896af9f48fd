package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the form of a snapshot that is not there from the one that is. Of several that want the same one makes it, and it
 * appears when it is whole and on the disk. Thread-safe, also between processes.
 */
final class FormMaker {

    /* A few locks for all snapshots: a lock file may not be removed, and each snapshot would leave one. */
    private static final String LOCK = "form-";

    private final TempSpace temp;
    private final KeyLocks locks;

    FormMaker(TempSpace temp, KeyLocks locks) {
        this.temp = temp;
        this.locks = locks;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    LayerTarFile tar(SnapshotFolder snapshot) throws IOException {
        locked(snapshot, () -> {
            if (snapshot.tar().isEmpty()) {
                makeTar(snapshot);
            }
        });
        return snapshot.tar().orElseThrow(snapshot::gone);
    }

    void directory(SnapshotFolder snapshot) throws IOException {
        locked(snapshot, () -> {
            if (!snapshot.has(SnapshotForm.DIRECTORY)) {
                makeDirectory(snapshot);
            }
        });
    }

    /** Removes one form if the other is there. */
    void drop(SnapshotFolder snapshot, SnapshotForm form) throws IOException {
        SnapshotForm other = form == SnapshotForm.TAR ? SnapshotForm.DIRECTORY : SnapshotForm.TAR;
        locked(snapshot, () -> {
            if (!snapshot.has(other)
                    || (other == SnapshotForm.TAR && snapshot.tar().isEmpty())) {
                throw new IllegalStateException("snapshot " + snapshot.id() + " has no other form than "
                        + form.fileName() + ", which therefore stays");
            }
            if (snapshot.has(form)) {
                Path doomed = temp.fresh("dropped");
                Files.move(snapshot.form(form), doomed, StandardCopyOption.ATOMIC_MOVE);
                Trees.delete(doomed);
            }
            snapshot.write(snapshot.info(), temp.fresh("info"));
        });
    }

    private void makeTar(SnapshotFolder snapshot) throws IOException {
        if (!snapshot.has(SnapshotForm.DIRECTORY)) {
            throw snapshot.gone();
        }
        try (TarDraft draft = new TarDraft(PrivateDirectories.create(temp.fresh("tar")))) {
            LayerFile root = LayerFile.ofDirectory(snapshot.form(SnapshotForm.DIRECTORY));
            draft.write(SnapshotLayerContent.forExchange(root), true);
            // The file appears last: where it is, its size and digest are known.
            SnapshotInfo info = snapshot.info().withTar(draft.facts());
            snapshot.write(with(info, SnapshotForm.TAR), temp.fresh("info"));
            Files.move(draft.file(), snapshot.form(SnapshotForm.TAR), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void makeDirectory(SnapshotFolder snapshot) throws IOException {
        LayerTarFile tar = snapshot.tar().orElseThrow(snapshot::gone);
        Path made = PrivateDirectories.create(temp.fresh("directory"));
        try {
            DirectoryTarget target = new DirectoryTarget(made);
            LayerTree<Path> tree = new LayerTree<>(target, warning -> {});
            try (TarReader reader = new TarReader(new BufferedInputStream(Files.newInputStream(tar.file()), 1 << 16))) {
                for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                    tree.add(entry, reader.content());
                }
            }
            tree.finish();
            Linux.syncFileSystem(made);
            snapshot.write(with(snapshot.info(), SnapshotForm.DIRECTORY), temp.fresh("info"));
            Linux.rename(made, snapshot.form(SnapshotForm.DIRECTORY));
        } finally {
            Trees.delete(made);
        }
    }

    private static SnapshotInfo with(SnapshotInfo info, SnapshotForm form) {
        List<String> forms = new ArrayList<>(info.forms());
        if (!forms.contains(form.fileName())) {
            forms.add(form.fileName());
        }
        return info.withForms(forms);
    }

    private void locked(SnapshotFolder snapshot, Work work) throws IOException {
        try (KeyLocks.Held held = locks.acquire(LOCK + snapshot.id().value().substring(0, 2))) {
            if (!snapshot.isThere()) {
                throw snapshot.gone();
            }
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a form of snapshot " + snapshot.id());
        }
    }
}
