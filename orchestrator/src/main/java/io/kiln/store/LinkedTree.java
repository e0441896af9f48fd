package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.LinuxException;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes files of layers as directories whose files are hard links to the layers' files, or copies where they are on no
 * disk. Counts what was linked and what had to be copied. Not thread-safe.
 */
public final class LinkedTree {

    private final boolean ownedByRoot;
    private final FileCopies copies;
    private final Consumer<Path> sockets;
    private long linked;

    private LinkedTree(boolean ownedByRoot, Consumer<Path> sockets) {
        this.ownedByRoot = ownedByRoot;
        this.sockets = sockets;
        this.copies = new FileCopies(ownedByRoot);
    }

    /** Keeps the owner of every file. */
    public static LinkedTree keepingOwners() {
        return new LinkedTree(false, path -> {});
    }

    /**
     * Gives everything to 0:0; files of others are copied, so that the layer they came from keeps its owner. Sockets are
     * left out, and their paths told: one without its process is nothing, and a layer has no word for it.
     */
    public static LinkedTree ownedByRoot(Consumer<Path> sockets) {
        return new LinkedTree(true, sockets);
    }

    /** Writes a file or a whole directory; {@code target} must not exist, its parent must. */
    public void write(LayerFile node, Path target) throws IOException {
        if (node.isDirectory()) {
            Files.createDirectory(target);
            writeContent(node, target);
        } else {
            writeFile(node, target);
        }
    }

    /** Writes what is in a directory into one that exists, which gets the attributes of the first too. */
    public void writeContent(LayerFile directory, Path target) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while linking " + target);
        }
        for (LayerFile child : directory.children()) {
            write(child, target.resolve(child.name()));
        }
        FileAttributesOf.copy(directory, target, ownedByRoot);
    }

    /** Regular files that are links. */
    public long linked() {
        return linked;
    }

    /** Regular files whose bytes were copied. */
    public long copied() {
        return copies.regular();
    }

    private void writeFile(LayerFile node, Path target) throws IOException {
        Stat stat = node.stat();
        if (ownedByRoot && stat.isSocket()) {
            sockets.accept(node instanceof MergedNode merged ? merged.path() : node.name());
            return;
        }
        Optional<Path> file = node.onDisk();
        if (file.isEmpty() || (ownedByRoot && !stat.isOwnedByRoot())) {
            copies.copy(node, target);
            return;
        }
        try {
            Linux.link(file.get(), target);
            linked += stat.isRegular() ? 1 : 0;
        } catch (LinuxException e) {
            if (e.errno() != LinuxException.EMLINK && e.errno() != LinuxException.EXDEV) {
                throw e;
            }
            copies.copy(node, target);
        }
    }
}
