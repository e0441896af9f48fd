package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Gives a new file the owner, mode, extended attributes and time of another. */
final class FileAttributesOf {

    private FileAttributesOf() {}

    /* The order matters: a change of owner clears the set-uid bit and file capabilities. */
    static void copy(LayerFile from, Path to, boolean ownedByRoot) throws IOException {
        Stat stat = from.stat();
        Linux.lchown(to, ownedByRoot ? 0 : stat.uid(), ownedByRoot ? 0 : stat.gid());
        if (!stat.isSymbolicLink()) {
            Linux.chmod(to, stat.permissions());
        }
        for (Map.Entry<String, byte[]> xattr : from.xattrs().entrySet()) {
            Linux.setXattr(to, xattr.getKey(), xattr.getValue());
        }
        Linux.setTime(to, stat.mtime());
    }
}
