package io.kiln.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kiln.linux.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The snapshots in a store: {@code snapshots/<id>/fs}, each one layer as a directory in overlayfs form. A snapshot appears
 * by a rename and does not change afterwards. Thread-safe; several processes may use one store. The owner closes it,
 * which removes every draft that was not committed.
 */
public final class SnapshotStore implements Closeable {

    static final String CONTENT = "fs";
    private static final String INFO = "layer.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Path snapshots;
    private final TempSpace temp;

    private SnapshotStore(Path home, Path snapshots, TempSpace temp) {
        this.home = home;
        this.snapshots = snapshots;
        this.temp = temp;
    }

    /**
     * Opens the store at {@code home}, made if it is not there, and removes what dead processes left unfinished. The
     * directory is made private, unless other things than the store lie in it; what containers wrote always is.
     */
    public static SnapshotStore open(Path home) throws IOException {
        Path real = PrivateDirectories.create(home).toRealPath();
        Path tmp = PrivateDirectories.create(real.resolve("tmp"));
        if (PrivateDirectories.isOnlyAStore(real)) {
            PrivateDirectories.enforce(real);
            PrivateDirectories.enforce(tmp);
        }
        PrivateDirectories.enforce(real.resolve("caches"));
        Path snapshots = PrivateDirectories.enforce(real.resolve("snapshots"));
        return new SnapshotStore(real, snapshots, TempSpace.open(tmp));
    }

    /** A new, empty draft on the same file system as the store. */
    public SnapshotDraft begin() throws IOException {
        Path directory = PrivateDirectories.create(temp.fresh("draft"));
        Path root = Files.createDirectory(directory.resolve(CONTENT));
        Linux.chmod(root, 0755);
        return new SnapshotDraft(directory);
    }

    /**
     * Makes a snapshot of a draft by renaming it.
     *
     * @param origin where it came from, for people
     * @param whiteouts whether it may hold whiteouts or opaque directories
     */
    public SnapshotId commit(SnapshotDraft draft, String origin, boolean whiteouts) throws IOException {
        SnapshotInfo info = new SnapshotInfo(List.of(CONTENT), origin, whiteouts);
        Files.write(draft.directory().resolve(INFO), JSON.writeValueAsBytes(info));
        SnapshotId id = SnapshotId.fresh();
        Linux.rename(draft.directory(), entry(id));
        return id;
    }

    /** The directory that holds a snapshot's content; it must not be changed. */
    public Path directory(SnapshotId id) {
        return entry(id).resolve(CONTENT);
    }

    public boolean exists(SnapshotId id) {
        return Files.isDirectory(directory(id), LinkOption.NOFOLLOW_LINKS);
    }

    public SnapshotInfo info(SnapshotId id) throws IOException {
        return JSON.readValue(Files.readAllBytes(entry(id).resolve(INFO)), SnapshotInfo.class);
    }

    /** Removes a snapshot; it is gone for readers at once. */
    public void delete(SnapshotId id) throws IOException {
        if (Files.isDirectory(entry(id), LinkOption.NOFOLLOW_LINKS)) {
            Path doomed = temp.fresh("deleted");
            Linux.rename(entry(id), doomed);
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
        Linux.syncFileSystem(home);
    }

    /** The directory of the whole store, without symbolic links. */
    public Path home() {
        return home;
    }

    @Override
    public void close() throws IOException {
        temp.close();
    }

    private Path entry(SnapshotId id) {
        return snapshots.resolve(id.value());
    }
}
