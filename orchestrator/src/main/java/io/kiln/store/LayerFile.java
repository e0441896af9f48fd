package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file or directory of a layer, whatever form the layer is in. The marks of overlayfs are what the form of a directory
 * has: a removed name is a character device 0/0, an opaque directory says so.
 */
public interface LayerFile {

    /** How much {@link #hasContentOf} compares at a time, in bytes. */
    int COMPARED = 1 << 16;

    /** The root of a layer that is a directory in overlayfs form; a symbolic link to it will do. */
    static LayerFile ofDirectory(Path root) throws IOException {
        Path name = Path.of("");
        LayerFile file = DirectoryFile.of(root, name);
        return file.stat().isSymbolicLink() ? DirectoryFile.of(root.toRealPath(), name) : file;
    }

    /** A file of this host as if it were one of a layer under a name, and root's. */
    static LayerFile ofHost(Path file, Path name) throws IOException {
        Stat stat = Linux.lstat(file);
        return new DirectoryFile(file, name, stat.ownedByRoot(), stat.isOwnedByRoot());
    }

    /** The last part of its path, empty for the root of a layer. */
    Path name();

    /** Its attributes; two names with the same device and inode are names of one file. */
    Stat stat();

    default boolean isDirectory() {
        return stat().isDirectory();
    }

    /** Whether this is a directory that hides all that lower layers have under its name. */
    boolean isOpaque() throws IOException;

    /** What is in this directory, whiteouts too, in no particular order; empty for anything else. */
    List<? extends LayerFile> children() throws IOException;

    /** What this directory has under a name, empty if nothing or if this is no directory. */
    Optional<? extends LayerFile> child(Path name) throws IOException;

    /** Opens the content of a regular file; who opens it closes it. */
    InputStream open() throws IOException;

    /** Writes the content of a regular file. */
    default void writeTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }

    /** Whether two regular files have the same content. */
    default boolean hasContentOf(LayerFile other) throws IOException {
        if (stat().size() != other.stat().size()) {
            return false;
        }
        byte[] ours = new byte[COMPARED];
        byte[] theirs = new byte[COMPARED];
        try (InputStream one = open();
                InputStream two = other.open()) {
            int count = one.readNBytes(ours, 0, COMPARED);
            while (count > 0) {
                if (two.readNBytes(theirs, 0, count) < count || !Arrays.equals(ours, 0, count, theirs, 0, count)) {
                    return false;
                }
                count = one.readNBytes(ours, 0, COMPARED);
            }
            return true;
        }
    }

    /** The bytes that a symbolic link holds. */
    byte[] target() throws IOException;

    /** The extended attributes but those of overlayfs, by their full names. */
    Map<String, byte[]> xattrs() throws IOException;

    /** Where this is as a file of this host with these attributes, which may be hard-linked; nothing if it is in an archive. */
    Optional<Path> onDisk();
}
