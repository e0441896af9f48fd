package io.kiln.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The folder in which Kiln keeps everything between builds, readable by its owner alone.
 *
 * @param root absolute
 */
public record KilnHome(Path root) {

    public KilnHome {
        root = root.toAbsolutePath().normalize();
    }

    /** The store that the environment names: {@code KILN_HOME}, else {@code XDG_CACHE_HOME/kiln}, else {@code ~/.cache/kiln}. */
    public static KilnHome ofEnvironment(Map<String, String> environment) {
        String home = environment.getOrDefault("KILN_HOME", "");
        if (!home.isEmpty()) {
            return new KilnHome(Path.of(home));
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        // HOME goes first, as in every shell; the Java runtime would name the account's folder whatever HOME says.
        String user = environment.getOrDefault("HOME", System.getProperty("user.home", "/root"));
        Path base = cache.isEmpty() ? Path.of(user, ".cache") : Path.of(cache);
        return new KilnHome(base.resolve("kiln"));
    }

    /** Makes the folder, and those in it that are always there. */
    public KilnHome create() throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.isDirectory(root)) {
            Path parent = root.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectories(root, ownerOnly);
        }
        for (Path path : new Path[] {actions(), logs(), locks(), caches(), tmp()}) {
            Files.createDirectories(path);
        }
        return this;
    }

    /** What each key produced, as JSON. */
    public Path actions() {
        return root.resolve("actions");
    }

    /** The whole output of the instructions of each stage. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** One lock file a key. */
    public Path locks() {
        return root.resolve("locks");
    }

    /** The content of {@code cachePaths}. */
    public Path caches() {
        return root.resolve("caches");
    }

    /** What is being written and has no name yet. */
    public Path tmp() {
        return root.resolve("tmp");
    }

    /** The OCI image layout is the folder itself: {@code blobs/} and {@code index.json} lie in it. */
    public Path layout() {
        return root;
    }
}
