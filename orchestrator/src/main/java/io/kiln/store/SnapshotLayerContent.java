package io.kiln.store;

import io.kiln.linux.Stat;
import io.kiln.oci.layer.ByteNames;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.LayerContent;
import io.kiln.oci.layer.TarEntry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a snapshot as the entries of an OCI layer: overlayfs' marks become whiteout files. Whatever form it is read
 * from, the entries are the same. Reads the layer each time it is visited. Thread-safe.
 */
public final class SnapshotLayerContent implements LayerContent {

    private static final String OPAQUE = ".wh..wh..opq";

    private final LayerFile root;
    private final boolean hardLinks;
    private final boolean ownedByRoot;

    private record Inode(long device, long number) {}

    private SnapshotLayerContent(LayerFile root, boolean hardLinks, boolean ownedByRoot) {
        this.root = root;
        this.hardLinks = hardLinks;
        this.ownedByRoot = ownedByRoot;
    }

    /** For an image: each name of a file is a file. */
    public static SnapshotLayerContent forImage(LayerFile root) {
        return new SnapshotLayerContent(root, false, false);
    }

    /** For handing a snapshot on: further names of one file are hard links. */
    public static SnapshotLayerContent forExchange(LayerFile root) {
        return new SnapshotLayerContent(root, true, false);
    }

    /**
     * One file as an entry, which is no hard link.
     *
     * @param path where it is in the layer
     */
    public static TarEntry entry(LayerFile file, String path) throws IOException {
        SnapshotEntry entry = new SnapshotEntry("", file, file.stat());
        String target = file.stat().isSymbolicLink() ? ByteNames.decode(file.target()) : "";
        return entry.as(path, entry.type(), target);
    }

    /** The same, with everything given to 0:0. */
    public SnapshotLayerContent ownedByRoot() {
        return new SnapshotLayerContent(root, hardLinks, true);
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        SnapshotEntry top = new SnapshotEntry("", root, root.stat());
        visitor.entry(owned(top.as("", EntryType.DIRECTORY, "")), FileSource.NONE);
        visitContent("", root, visitor, new HashMap<>());
    }

    private void visitContent(String path, LayerFile directory, Visitor visitor, Map<Inode, String> seen)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while reading /" + path + " of a snapshot");
        }
        String prefix = path.isEmpty() ? "" : path + "/";
        // The mark has its place in the order of names like any other.
        boolean opaque = directory.isOpaque();
        for (SnapshotEntry child : SnapshotEntry.in(directory)) {
            if (opaque && child.name().compareTo(OPAQUE) > 0) {
                visitor.entry(TarEntry.file(prefix + OPAQUE, 0, 0), FileSource.NONE);
                opaque = false;
            }
            visit(prefix + child.name(), child, visitor, seen);
        }
        if (opaque) {
            visitor.entry(TarEntry.file(prefix + OPAQUE, 0, 0), FileSource.NONE);
        }
    }

    private void visit(String path, SnapshotEntry entry, Visitor visitor, Map<Inode, String> seen) throws IOException {
        Stat stat = entry.stat();
        if (stat.isWhiteout()) {
            visitor.entry(TarEntry.file(path, 0, 0), FileSource.NONE);
        } else if (stat.isDirectory()) {
            visitor.entry(owned(entry.as(path, EntryType.DIRECTORY, "")), FileSource.NONE);
            visitContent(path, entry.file(), visitor, seen);
        } else if (stat.isRegular()) {
            String first = firstName(path, stat, seen);
            if (first == null) {
                visitor.entry(owned(entry.as(path, EntryType.FILE, "")), entry.file()::open);
            } else {
                visitor.entry(owned(entry.as(path, EntryType.HARDLINK, first)), FileSource.NONE);
            }
        } else {
            String target =
                    stat.isSymbolicLink() ? ByteNames.decode(entry.file().target()) : "";
            visitor.entry(owned(entry.as(path, entry.type(), target)), FileSource.NONE);
        }
    }

    private TarEntry owned(TarEntry entry) {
        return ownedByRoot ? entry.withOwner(0, 0) : entry;
    }

    /* Most files of a snapshot have names in other snapshots too, so their number of links says little. */
    private @Nullable String firstName(String path, Stat stat, Map<Inode, String> seen) {
        return hardLinks && stat.links() > 1 ? seen.putIfAbsent(new Inode(stat.dev(), stat.inode()), path) : null;
    }
}
