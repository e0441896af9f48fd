package io.kiln.store;

import io.kiln.linux.PathBytes;
import io.kiln.linux.Stat;
import io.kiln.oci.layer.ByteNames;
import io.kiln.oci.layer.EntryPaths;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One file of a snapshot on its way into a layer.
 *
 * @param name as the layer has it, the mark of a whiteout included
 */
record SnapshotEntry(String name, LayerFile file, Stat stat) {

    private static final String WHITEOUT = ".wh.";

    /** What is in a directory, in the order of a layer. */
    static List<SnapshotEntry> in(LayerFile directory) throws IOException {
        List<SnapshotEntry> children = new ArrayList<>();
        for (LayerFile file : directory.children()) {
            SnapshotEntry child = of(file);
            if (!child.stat().isSocket()) {
                children.add(child); // a socket without its process is nothing, and tar has no word for it
            }
        }
        children.sort(Comparator.comparing(SnapshotEntry::name, EntryPaths.ORDER));
        return children;
    }

    private static SnapshotEntry of(LayerFile file) throws IOException {
        Stat stat = file.stat();
        String name = ByteNames.decode(PathBytes.of(file.name()));
        if (name.startsWith(WHITEOUT)) {
            throw new IOException("'" + name + "' cannot be in a layer: a name that starts with '.wh.' removes a file");
        }
        return new SnapshotEntry(stat.isWhiteout() ? WHITEOUT + name : name, file, stat);
    }

    TarEntry as(String path, EntryType type, String linkName) throws IOException {
        Map<String, byte[]> xattrs = new HashMap<>();
        // A hard link says them again: who unpacks it may set its owner again, at which the kernel drops capabilities.
        if (type == EntryType.FILE || type == EntryType.DIRECTORY || type == EntryType.HARDLINK) {
            file.xattrs().forEach((key, value) -> {
                if (KeptXattrs.keeps(key)) {
                    xattrs.put(key, value);
                }
            });
        }
        return new TarEntry(
                path,
                type,
                stat.permissions(),
                Integer.toUnsignedLong(stat.uid()),
                Integer.toUnsignedLong(stat.gid()),
                stat.mtime().toInstant(),
                type == EntryType.FILE ? stat.size() : 0,
                linkName,
                type.isDevice() ? stat.major() : 0,
                type.isDevice() ? stat.minor() : 0,
                xattrs);
    }

    EntryType type() {
        if (stat.isRegular()) {
            return EntryType.FILE;
        } else if (stat.isDirectory()) {
            return EntryType.DIRECTORY;
        } else if (stat.isSymbolicLink()) {
            return EntryType.SYMLINK;
        } else if (stat.isCharacterDevice()) {
            return EntryType.CHARACTER_DEVICE;
        } else if (stat.isBlockDevice()) {
            return EntryType.BLOCK_DEVICE;
        } else if (stat.isFifo()) {
            return EntryType.FIFO;
        }
        throw new IllegalStateException("'" + name + "' is a socket");
    }
}
