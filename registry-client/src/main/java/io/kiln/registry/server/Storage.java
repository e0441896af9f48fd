package io.kiln.registry.server;

import io.kiln.oci.ImageReference;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything the registry keeps, under one directory: {@code blobs/}, {@code repositories/}, {@code uploads/}, {@code
 * tmp/}. One process at a time. Thread-safe.
 */
final class Storage implements Closeable {

    private static final int LOCKS = 64;

    private final Path repositories;
    private final AtomicFiles files;
    private final BlobFiles blobs;
    private final Uploads uploads;
    private final FileChannel lockFile;
    private final Object[] locks = new Object[LOCKS];

    private Storage(Path root, FileChannel lockFile) throws IOException {
        this.lockFile = lockFile;
        this.repositories = Files.createDirectories(root.resolve("repositories"));
        Path temp = Files.createDirectories(root.resolve("tmp"));
        clear(temp);
        this.files = new AtomicFiles(temp);
        this.blobs = new BlobFiles(root);
        this.uploads = new Uploads(Files.createDirectories(root.resolve("uploads")), files);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    static Storage open(Path root) throws IOException {
        Files.createDirectories(root);
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel).isEmpty()) {
                throw new IOException("'" + root + "' is in use by another registry; stop it or name another storage");
            }
            return new Storage(root, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static void clear(Path temp) throws IOException {
        try (Stream<Path> left = Files.list(temp)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }

    BlobFiles blobs() {
        return blobs;
    }

    Uploads uploads() {
        return uploads;
    }

    /** Refuses what is not a repository name, so that no path leads out of the storage. */
    Repository repository(String name) throws RequestException {
        try {
            new ImageReference("localhost", name, Optional.empty(), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.NAME_INVALID, "invalid repository name: " + e.getMessage());
        }
        return new Repository(name, repositories.resolve(name), files);
    }

    /** Held while the content of a repository is checked and changed. */
    Object lock(Repository repository) {
        return locks[Math.floorMod(repository.name().hashCode(), LOCKS)];
    }

    /** The names of all repositories that hold a manifest, sorted. */
    List<String> repositoryNames() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> all = Files.walk(repositories)) {
            for (Path links : all.filter(path -> path.endsWith("_manifests")).toList()) {
                try (Stream<Path> manifests = Files.list(links)) {
                    if (manifests.findAny().isPresent()) {
                        names.add(repositories
                                .relativize(links.resolveSibling(""))
                                .toString());
                    }
                }
            }
        }
        return names.stream().sorted().toList();
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
