package io.kiln.exec.runc;

import io.kiln.linux.Linux;
import io.kiln.store.SnapshotStore;
import io.kiln.store.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds out whether this host can run stages with runc, and if not, what is missing. */
public final class RuncPreflight {

    private static final Map<String, String> PROGRAMS =
            Map.of("runc", "runc", "unshare", "util-linux", "mount", "mount");

    private RuncPreflight() {}

    /**
     * Looks at the host.
     *
     * @param store where overlayfs has to work; it is tried in the store's temporary directory
     * @return one sentence for each thing that is missing; empty if all is there
     */
    public static List<String> check(SnapshotStore store) throws IOException, InterruptedException {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")) {
            return List.of("The runc executor needs Linux.");
        }
        List<String> missing = new ArrayList<>();
        if (!isRoot()) {
            missing.add("The runc executor needs root here: use sudo.");
        }
        PROGRAMS.forEach((program, debianPackage) -> {
            if (!isOnPath(program)) {
                missing.add("The program '" + program + "' is not on the PATH: apt-get install " + debianPackage + ".");
            }
        });
        if (missing.isEmpty()) {
            store.directoryProblem()
                    .ifPresent(problem -> missing.add("The runc executor needs layers as directories, and "
                            + store.home() + " cannot hold them: " + problem + ". " + inContainer(store)));
        }
        if (missing.isEmpty()) {
            checkOverlay(store, missing);
        }
        return missing;
    }

    /** The sentence for a host on which {@code network: default} cannot work, if this is one. */
    public static List<String> checkNetwork() {
        return isOnPath("slirp4netns")
                ? List.of()
                : List.of("'network: default' needs the program 'slirp4netns': apt-get install slirp4netns.");
    }

    static boolean isOnPath(String program) {
        for (String directory : Helper.PATH.split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRoot() throws IOException {
        return Linux.lstat(Path.of("/proc/self/status")).uid() == 0;
    }

    private static void checkOverlay(SnapshotStore store, List<String> missing)
            throws IOException, InterruptedException {
        Path directory = store.scratch("preflight");
        try {
            for (String name : List.of("lower", "upper", "work", "root")) {
                Files.createDirectory(directory.resolve(name));
            }
            Process mount = new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "--propagation",
                            "private",
                            "mount",
                            "-t",
                            "overlay",
                            "-o",
                            "lowerdir=lower,upperdir=upper,workdir=work",
                            "overlay",
                            "root")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (mount.waitFor() != 0) {
                missing.add("overlayfs cannot be mounted over " + store.home() + " (" + said
                        + "); put the store on ext4, xfs or btrfs with --store, or load the module 'overlay'. "
                        + inContainer(store));
            }
        } finally {
            Trees.delete(directory);
        }
    }

    /** The root of a container is an overlayfs, on which no other can be. */
    private static String inContainer(SnapshotStore store) {
        return "In a container, mount a volume at " + store.home() + " and start it with --privileged.";
    }
}
