package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies single files with all their attributes; names of one file become names of one copy. */
final class FileCopies {

    private record Inode(long dev, long number) {}

    private final boolean ownedByRoot;
    private final Map<Inode, Path> copied = new HashMap<>();
    private long regular;

    FileCopies(boolean ownedByRoot) {
        this.ownedByRoot = ownedByRoot;
    }

    long regular() {
        return regular;
    }

    void copy(LayerFile from, Path to) throws IOException {
        Stat stat = from.stat();
        Inode inode = new Inode(stat.dev(), stat.inode());
        @Nullable Path before = stat.links() > 1 ? copied.putIfAbsent(inode, to) : null;
        if (before != null && Linux.lstat(before).links() < 60_000) {
            Linux.link(before, to);
        } else {
            copyContent(from, stat, to);
            FileAttributesOf.copy(from, to, ownedByRoot);
        }
        regular += stat.isRegular() ? 1 : 0;
    }

    private static void copyContent(LayerFile from, Stat stat, Path to) throws IOException {
        if (stat.isRegular()) {
            try (InputStream in = from.open()) {
                Files.copy(in, to);
            }
        } else if (stat.isSymbolicLink()) {
            Linux.symlink(from.target(), to);
        } else {
            Linux.mknod(to, stat.mode(), stat.major(), stat.minor());
        }
    }
}
