package io.kiln.exec.docker;

import io.kiln.exec.Placement;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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
    private final Set<String> mountPoints = new HashSet<>(HIDDEN);

    /**
     * @param before the root as it was before a container had it
     * @param volumes where volumes are mounted, now or later
     */
    SandboxStubs(MergedTree before, Collection<String> volumes) throws IOException {
        this.before = before;
        mountPoints.addAll(volumes);
        for (String point : volumes) {
            addDirectories(Path.of("/").resolve(point).normalize());
            addDirectories(Placement.locate(before, Path.of("/").resolve(point).normalize()));
        }
    }

    private void addDirectories(Path place) {
        for (Path at = place; at != null && at.getNameCount() > 0; at = at.getParent()) {
            directories.add(at.toString());
        }
    }

    /** Whether this is a place whose own content the archive of a container does not tell. */
    boolean isHidden(String path, TarEntry entry) throws IOException {
        // The engine puts its link in place of one that it believes to lead nowhere.
        return HIDDEN.contains(path)
                || (isMountsLink(path, entry) && before(path).isPresent());
    }

    private static boolean isMountsLink(String path, TarEntry entry) {
        return path.equals(MOUNTS)
                && entry.type() == EntryType.SYMLINK
                && entry.linkName().equals("/proc/mounts");
    }

    /** Whether a layer has something at a place where the container has a mount: it cannot be put into one that runs. */
    boolean isBelowMount(LayerFile layer) throws IOException {
        MergedTree tree = MergedTree.ofLayers(List.of(layer));
        for (String point : mountPoints) {
            Path place = Path.of("/").resolve(point).normalize();
            if (reaches(tree, place) || reaches(tree, Placement.locate(before, place))) {
                return true;
            }
        }
        return false;
    }

    /** A link on the way counts too: what is mounted behind it is mounted elsewhere without it. */
    private static boolean reaches(MergedTree layer, Path place) throws IOException {
        Path at = Path.of("/");
        for (Path name : place) {
            at = at.resolve(name);
            Optional<MergedNode> node = layer.find(at);
            if (node.isEmpty()) {
                return false;
            }
            if (!node.get().isDirectory()) {
                return true;
            }
        }
        return true;
    }

    /** What was at a place before. */
    Optional<MergedNode> before(String path) throws IOException {
        return before.isEmpty() ? Optional.empty() : before.find(Path.of(path));
    }

    /** Whether the engine has made this file, and not the stage. */
    boolean isStub(String path, TarEntry entry) throws IOException {
        boolean like = (FILES.contains(path) && entry.type() == EntryType.FILE && entry.size() == 0)
                || isMountsLink(path, entry);
        return like && before(path).isEmpty();
    }

    /** Whether the engine may have made this directory: it counts only if the stage has put something into it. */
    boolean mayBeStub(String path, TarEntry entry) throws IOException {
        return directories.contains(path)
                && entry.type() == EntryType.DIRECTORY
                && before(path).isEmpty();
    }
}
