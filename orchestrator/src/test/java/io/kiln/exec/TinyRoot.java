package io.kiln.exec;

import io.kiln.linux.Linux;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A root file system of a few megabytes, out of this host's static busybox and its bash with the libraries it needs. */
public final class TinyRoot {

    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private TinyRoot() {}

    /** A base with {@code /bin/bash}, and {@code /bin/sh} as a link to it. */
    public static SnapshotId withBash(SnapshotStore store) throws IOException, InterruptedException {
        try (SnapshotDraft draft = store.begin()) {
            fillWithBash(draft.root());
            return store.commit(draft, "tiny root with bash", false);
        }
    }

    /** Puts busybox and bash into an empty directory. */
    public static void fillWithBash(Path root) throws IOException, InterruptedException {
        busybox(root);
        program(root, Path.of("/bin/bash"));
        Files.createSymbolicLink(root.resolve("bin/sh"), Path.of("bash"));
    }

    /** A base whose {@code /bin/sh} is this host's dash. */
    public static SnapshotId withDash(SnapshotStore store) throws IOException, InterruptedException {
        try (SnapshotDraft draft = store.begin()) {
            busybox(draft.root());
            program(draft.root(), Path.of("/bin/dash"));
            Files.createSymbolicLink(draft.root().resolve("bin/sh"), Path.of("dash"));
            return store.commit(draft, "tiny root with dash", false);
        }
    }

    /** Copies a program of the host and the libraries it is linked to. */
    public static void program(Path root, Path program) throws IOException, InterruptedException {
        copy(root, program);
        libraries(root, program);
    }

    /** Copies the libraries that a program or library of the host is linked to. */
    public static void libraries(Path root, Path program) throws IOException, InterruptedException {
        Process ldd = new ProcessBuilder("ldd", program.toString()).start();
        Matcher libraries = LIBRARY.matcher(new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        ldd.waitFor();
        while (libraries.find()) {
            copy(root, Path.of(libraries.group(1)));
        }
    }

    private static void busybox(Path root) throws IOException {
        copy(root, Path.of("/bin/busybox"));
        for (String applet : List.of(
                "cat",
                "chmod",
                "chown",
                "cp",
                "echo",
                "grep",
                "hostname",
                "id",
                "ip",
                "ln",
                "ls",
                "mkdir",
                "mknod",
                "mount",
                "mv",
                "nc",
                "nslookup",
                "ps",
                "pwd",
                "rm",
                "rmdir",
                "setsid",
                "sleep",
                "stat",
                "touch",
                "true",
                "umount",
                "uname",
                "unshare",
                "seq",
                "head",
                "wc",
                "dd",
                "ping",
                "sha256sum",
                "sort",
                "find")) {
            Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
        }
        Linux.chmod(Files.createDirectory(root.resolve("tmp")), 01777);
        Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("usr/lib"));
    }

    private static void copy(Path root, Path file) throws IOException {
        Path target = root.resolve(Path.of("/").relativize(file));
        Files.createDirectories(target.getParent());
        if (!Files.exists(target)) {
            Files.copy(file.toRealPath(), target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
