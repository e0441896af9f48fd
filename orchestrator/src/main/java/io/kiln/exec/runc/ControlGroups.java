package io.kiln.exec.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The control groups of containers: {@code /kiln/<container id>} in every hierarchy, of version 1 or 2. */
final class ControlGroups {

    private static final Path MOUNT = Path.of("/sys/fs/cgroup");
    private static final String PARENT = "kiln";
    private static final int ATTEMPTS = 40;
    private static final int PAUSE_MILLIS = 25;

    private ControlGroups() {}

    static String path(String containerId) {
        return "/" + PARENT + "/" + containerId;
    }

    /** Whether the host has the one hierarchy of version 2 only. */
    static boolean isUnified() {
        return Files.exists(MOUNT.resolve("cgroup.controllers"));
    }

    /** Whether the host can bound the number of processes: in version 2 the controller may be kept by somebody else. */
    static boolean limitProcesses() {
        try {
            return !isUnified()
                    || List.of(Files.readString(MOUNT.resolve("cgroup.controllers"))
                                    .strip()
                                    .split(" "))
                            .contains("pids");
        } catch (IOException e) {
            return false;
        }
    }

    /** All groups of containers whose id the predicate takes. */
    static List<Path> find(Predicate<String> wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path parent : parents()) {
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, Files::isDirectory)) {
                for (Path group : groups) {
                    if (wanted.test(group.getFileName().toString())) {
                        found.add(group);
                    }
                }
            }
        }
        return found;
    }

    /** Kills what is still in these groups and removes them; a group that cannot be removed yet stays. */
    static void remove(Predicate<String> wanted) throws IOException {
        for (Path group : find(wanted)) {
            try {
                List<String> members = members(group);
                for (String pid : members) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
                delete(group, members.isEmpty() ? 1 : ATTEMPTS);
            } catch (IOException e) {
                // The kernel still ends its processes; the next start tries again.
            }
        }
    }

    /** A group can be deleted once the last of its processes, killed a moment ago, is gone. */
    private static void delete(Path group, int attempts) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                if (attempt >= attempts) {
                    throw e;
                }
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Below a group that has processes of its own, version 2 makes groups of threads, which do not tell processes. */
    private static List<String> members(Path group) throws IOException {
        try {
            return Files.readAllLines(group.resolve("cgroup.procs"), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return Files.readAllLines(group.resolve("cgroup.threads"), StandardCharsets.US_ASCII);
        }
    }

    /** As {@link #remove}, but what cannot be removed now is left to the next start. */
    static void removeQuietly(Predicate<String> wanted) {
        try {
            remove(wanted);
        } catch (IOException e) {
            // See above: nothing runs in them.
        }
    }

    /** Removes the groups that held the containers, where they hold none any more; others may still run in them. */
    static void removeEmptyParents() {
        try {
            for (Path parent : parents()) {
                removeIfEmpty(parent);
            }
        } catch (IOException e) {
            // An empty group that stays does no harm.
        }
    }

    private static void removeIfEmpty(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException e) {
            // It holds containers of another process.
        }
    }

    private static List<Path> parents() throws IOException {
        List<Path> parents = new ArrayList<>();
        if (!Files.isDirectory(MOUNT)) {
            return parents;
        }
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(MOUNT, Files::isDirectory)) {
            for (Path hierarchy : hierarchies) {
                Path parent = hierarchy.getFileName().toString().equals(PARENT) ? hierarchy : hierarchy.resolve(PARENT);
                if (Files.isDirectory(parent)) {
                    parents.add(parent);
                }
            }
        }
        return parents;
    }
}
