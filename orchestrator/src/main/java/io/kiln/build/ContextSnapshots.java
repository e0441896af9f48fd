package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.plan.ContextFiles;
import io.kiln.store.Actions;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts a package's own files into a snapshot, below {@code /pkg}. Modes become 0755 or 0644 and times one fixed moment,
 * so that neither the umask nor the clock of whoever checked the tree out reaches a build.
 */
final class ContextSnapshots {

    /** 1980-01-01: the first moment that every archive format can express. */
    private static final FileTime TIME = FileTime.from(Instant.parse("1980-01-01T00:00:00Z"));

    private final Actions actions;
    private final SnapshotStore snapshots;

    ContextSnapshots(Actions actions, SnapshotStore snapshots) {
        this.actions = actions;
        this.snapshots = snapshots;
    }

    /**
     * The snapshot of these files, made now if the store has none.
     *
     * @throws BuildException if they are no longer those that the digest was taken of
     */
    SnapshotId of(ContextFiles files, String digest, String stage) throws BuildException, IOException {
        String key = "context-" + digest;
        Optional<SnapshotId> known = actions.find(key).flatMap(SnapshotId::in).filter(snapshots::exists);
        if (known.isPresent()) {
            return known.get();
        }
        try (SnapshotDraft draft = snapshots.begin()) {
            Path pkg = Files.createDirectory(draft.root().resolve("pkg"));
            SortedMap<String, Path> copies = new TreeMap<>();
            for (Map.Entry<String, Path> entry : files.files().entrySet()) {
                Path copy = pkg.resolve(entry.getKey());
                add(copy, entry.getValue());
                copies.put(entry.getKey(), copy);
            }
            if (!new ContextFiles(copies, files.rendered()).digest().equals(digest)) {
                throw new BuildException(1, "the files of " + stage + " changed while they were built; build again");
            }
            for (Map.Entry<String, byte[]> entry : files.rendered().entrySet()) {
                Path file = pkg.resolve(entry.getKey());
                createParent(file);
                Files.write(file, entry.getValue());
                setMode(file, "rw-r--r--");
            }
            normaliseDirectories(draft.root());
            SnapshotId id = snapshots.commit(draft, "files of " + stage, false);
            actions.put(key, Actions.newRecord().put("snapshot", id.value()));
            return id;
        }
    }

    private static void add(Path to, Path from) throws IOException {
        createParent(to);
        if (Files.isSymbolicLink(from)) {
            Files.createSymbolicLink(to, Files.readSymbolicLink(from));
            setTime(to);
            return;
        }
        Files.copy(from, to);
        setMode(to, Files.isExecutable(from) ? "rwxr-xr-x" : "rw-r--r--");
    }

    private static void createParent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    private static void normaliseDirectories(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                setTime(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                setMode(directory, "rwxr-xr-x");
                setTime(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void setMode(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static void setTime(Path file) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(TIME, TIME, null);
    }
}
