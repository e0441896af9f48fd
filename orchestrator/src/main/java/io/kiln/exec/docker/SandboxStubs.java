package io.kiln.exec.docker;

import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What an engine puts into the root of every container, and what it hides there: places to mount at, a mark, and three
 * files with names of hosts. None of it belongs to what a stage has made.
 */
final class SandboxStubs {

    /** What the engine mounts over; the files of the root below are not in its archives. */
    private static final Set<String> HIDDEN = Set.of("/etc/hostname", "/etc/hosts", "/etc/resolv.conf");

    private static final Set<String> FILES = Set.of("/.dockerenv", "/dev/console");
    private static final Set<String> DIRECTORIES = Set.of("/dev", "/dev/pts", "/dev/shm", "/etc", "/proc", "/sys");
    private static final String MOUNTS = "/etc/mtab";

    private final MergedTree before;
    private final Set<String> directories = new HashSet<>(DIRECTORIES);

    /**
     * @param before the root as it was before a container had it
     * @param mountPoints where volumes were mounted
     */
    SandboxStubs(MergedTree before, Collection<String> mountPoints) {
        this.before = before;
        for (String point : mountPoints) {
            for (Path at = Path.of("/").resolve(point).normalize();
                    at != null && at.getNameCount() > 0;
                    at = at.getParent()) {
                directories.add(at.toString());
            }
        }
    }

    /** Whether this is a place whose own content the archive of a container cannot tell. */
    static boolean isHidden(String path) {
        return HIDDEN.contains(path);
    }

    /** What was at a place before. */
    Optional<MergedNode> before(String path) throws IOException {
        return before.isEmpty() ? Optional.empty() : before.find(Path.of(path));
    }

    /** Whether the engine has made this file, and not the stage. */
    boolean isStub(String path, TarEntry entry) throws IOException {
        boolean like = (FILES.contains(path) && entry.type() == EntryType.FILE && entry.size() == 0)
                || (path.equals(MOUNTS)
                        && entry.type() == EntryType.SYMLINK
                        && entry.linkName().equals("/proc/mounts"));
        return like && before(path).isEmpty();
    }

    /** Whether the engine may have made this directory: it counts only if the stage has put something into it. */
    boolean mayBeStub(String path, TarEntry entry) throws IOException {
        return directories.contains(path)
                && entry.type() == EntryType.DIRECTORY
                && before(path).isEmpty();
    }
}
