package io.kiln.store;

import io.kiln.linux.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The snapshots in a store, each one layer: as a directory in overlayfs form ({@code snapshots/<id>/fs}), as a tar
 * ({@code snapshots/<id>/layer.tar}), or both. Which forms there are changes, what they hold does not. A snapshot appears by
 * a rename, and so does a form that it gets later. Thread-safe; several processes may use one store. The owner closes it,
 * which removes every draft that was not committed.
 */
public final class SnapshotStore implements Closeable {

    private final Path home;
    private final Path snapshots;
    private final TempSpace temp;
    private final DirectoryForm directories;
    private final FormMaker maker;
    private final TarLayers archives = new TarLayers();

    private SnapshotStore(Path home, Path snapshots, TempSpace temp, Forms forms) {
        this.home = home;
        this.snapshots = snapshots;
        this.temp = temp;
        this.directories = new DirectoryForm(forms, temp);
        this.maker = new FormMaker(temp, new KeyLocks(new KilnHome(home)));
    }

    /** Opens the store with whatever forms the host can hold. */
    public static SnapshotStore open(Path home) throws IOException {
        return open(home, Forms.BY_HOST);
    }

    /**
     * Opens the store at {@code home}, made if it is not there, and removes what dead processes left unfinished. The
     * directory is made private, unless other things than the store lie in it; what containers wrote always is.
     */
    public static SnapshotStore open(Path home, Forms forms) throws IOException {
        Path real = PrivateDirectories.create(home).toRealPath();
        Path tmp = PrivateDirectories.create(real.resolve("tmp"));
        if (PrivateDirectories.isOnlyAStore(real)) {
            PrivateDirectories.enforce(real);
            PrivateDirectories.enforce(tmp);
        }
        PrivateDirectories.enforce(real.resolve("caches"));
        Path snapshots = PrivateDirectories.enforce(real.resolve("snapshots"));
        return new SnapshotStore(real, snapshots, TempSpace.open(tmp), forms);
    }

    /**
     * Why snapshots cannot be directories here, as the end of a sentence; nothing if they can. Then new snapshots are, unless
     * they are written as a {@link TarDraft}. Tried out when it is first asked for.
     */
    public Optional<String> directoryProblem() throws IOException {
        return directories.problem();
    }

    /** A new, empty draft on the same file system as the store. */
    public SnapshotDraft begin() throws IOException {
        Path directory = PrivateDirectories.create(temp.fresh("draft"));
        Path root = Files.createDirectory(directory.resolve(SnapshotForm.DIRECTORY.fileName()));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new SnapshotDraft(directory);
    }

    /** A new draft of an archive. */
    public TarDraft beginTar() throws IOException {
        return new TarDraft(PrivateDirectories.create(temp.fresh("draft")));
    }

    /**
     * Makes a snapshot of a draft by renaming it. Where directories are no form of snapshots, its files are packed into an
     * archive; those of another user than root become 0:0's, since they could be given to nobody else either.
     *
     * @param origin where it came from, for people
     * @param whiteouts whether it may hold whiteouts or opaque directories
     */
    public SnapshotId commit(SnapshotDraft draft, String origin, boolean whiteouts) throws IOException {
        if (directoryProblem().isPresent()) {
            try (TarDraft tar = beginTar()) {
                LayerFile root = LayerFile.ofDirectory(draft.root());
                SnapshotLayerContent content = SnapshotLayerContent.forExchange(root);
                tar.write(root.stat().isOwnedByRoot() ? content : content.ownedByRoot());
                SnapshotId id = commit(tar, origin, whiteouts);
                draft.close();
                return id;
            }
        }
        return commit(
                draft.directory(),
                new SnapshotInfo(List.of(SnapshotForm.DIRECTORY.fileName()), origin, whiteouts, Optional.empty()));
    }

    /** Makes a snapshot that is an archive only, of a draft that was written. */
    public SnapshotId commit(TarDraft draft, String origin, boolean whiteouts) throws IOException {
        return commit(
                draft.directory(),
                new SnapshotInfo(List.of(SnapshotForm.TAR.fileName()), origin, whiteouts, Optional.of(draft.facts())));
    }

    private SnapshotId commit(Path directory, SnapshotInfo info) throws IOException {
        Files.write(directory.resolve(SnapshotFolder.INFO), info.toJson());
        SnapshotId id = SnapshotId.fresh();
        Files.move(directory, snapshots.resolve(id.value()), StandardCopyOption.ATOMIC_MOVE);
        return id;
    }

    /**
     * The directory that holds a snapshot's content, made now if there is only its archive; it must not be changed. Who only
     * reads needs no directory: see {@link #tree} and {@link #layer}.
     *
     * @throws IOException also if this host cannot hold one, or the snapshot is gone
     */
    public Path directory(SnapshotId id) throws IOException {
        SnapshotFolder snapshot = folder(id);
        if (!snapshot.has(SnapshotForm.DIRECTORY)) {
            if (snapshot.has(SnapshotForm.TAR) && directoryProblem().isPresent()) {
                throw new IOException(
                        "snapshot " + id + " (" + snapshot.info().origin() + ") cannot be made a directory here: "
                                + directoryProblem().get());
            }
            maker.directory(snapshot);
        }
        return snapshot.form(SnapshotForm.DIRECTORY);
    }

    /**
     * The archive of a snapshot, made now if there is only its directory; sockets are not in it.
     *
     * @throws IOException also if the snapshot is gone
     */
    public LayerTarFile tar(SnapshotId id) throws IOException {
        SnapshotFolder snapshot = folder(id);
        Optional<LayerTarFile> there = snapshot.tar();
        return there.isPresent() ? there.get() : maker.tar(snapshot);
    }

    /** The root of a snapshot for reading, in whichever form it is there. */
    public LayerFile layer(SnapshotId id) throws IOException {
        SnapshotFolder snapshot = folder(id);
        if (snapshot.has(SnapshotForm.DIRECTORY)) {
            return LayerFile.ofDirectory(snapshot.form(SnapshotForm.DIRECTORY));
        } else if (!snapshot.has(SnapshotForm.TAR)) {
            throw snapshot.gone();
        }
        return archives.of(snapshot).root();
    }

    /** These snapshots on top of each other, the lowest first, for reading; as many as there are, in any form. */
    public MergedTree tree(List<SnapshotId> layers) throws IOException {
        List<LayerFile> roots = new ArrayList<>(layers.size());
        for (SnapshotId layer : layers) {
            roots.add(layer(layer));
        }
        return MergedTree.ofLayers(roots);
    }

    /** Whether a snapshot is there, in either form. */
    public boolean exists(SnapshotId id) {
        return folder(id).isThere();
    }

    public SnapshotInfo info(SnapshotId id) throws IOException {
        return folder(id).info();
    }

    /**
     * Removes one form of a snapshot; it is made again when it is needed. Who reads that form now gets an error.
     *
     * @throws IllegalStateException if it is the only one
     */
    public void drop(SnapshotId id, SnapshotForm form) throws IOException {
        maker.drop(folder(id), form);
        archives.forget(id);
    }

    /** Removes a snapshot in all its forms; it is gone for readers at once. */
    public void delete(SnapshotId id) throws IOException {
        archives.forget(id);
        Path folder = folder(id).folder();
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Path doomed = temp.fresh("deleted");
            Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
            Trees.delete(doomed);
        }
    }

    /** A new private directory on the same file system; who asks removes it, at the latest the next start does. */
    public Path scratch(String prefix) throws IOException {
        return PrivateDirectories.create(temp.fresh(prefix));
    }

    /** Names this open store among all that share the directory; it appears in {@code tmp/} as long as it is open. */
    public String session() {
        return temp.name();
    }

    /** Whether the session of that name still has a directory: it lives, or nobody swept it yet. */
    public boolean hasSession(String name) {
        return Files.isDirectory(home.resolve("tmp").resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Waits until all that was written to the store's file system is on its disk. Needed before a record that names a
     * snapshot: after a power cut the record might be there, and the content of the snapshot's files not.
     */
    public void sync() throws IOException {
        if (Linux.isHere()) {
            Linux.syncFileSystem(home);
        } // elsewhere there are archives only, which are on the disk when they are snapshots
    }

    /** The directory of the whole store, without symbolic links. */
    public Path home() {
        return home;
    }

    @Override
    public void close() throws IOException {
        temp.close();
    }

    private SnapshotFolder folder(SnapshotId id) {
        return new SnapshotFolder(id, snapshots.resolve(id.value()));
    }
}
