package io.kiln.registry.server;

import io.kiln.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one repository shows: a small file for each blob, manifest and tag. The names of these directories begin with an
 * underscore, which no part of a repository name does, so that {@code a} and {@code a/b} do not meet.
 */
final class Repository {

    private static final byte[] EMPTY = new byte[0];

    private final String name;
    private final Path root;
    private final AtomicFiles files;

    Repository(String name, Path root, AtomicFiles files) {
        this.name = name;
        this.root = root;
        this.files = files;
    }

    String name() {
        return name;
    }

    /** Whether anything was ever pushed here and is still shown. */
    boolean exists() throws IOException {
        return !list("_manifests").isEmpty() || !list("_blobs").isEmpty();
    }

    boolean hasBlob(Digest digest) {
        return Files.exists(blob(digest));
    }

    void linkBlob(Digest digest) throws IOException {
        if (!hasBlob(digest)) {
            files.write(blob(digest), EMPTY);
        }
    }

    boolean unlinkBlob(Digest digest) throws IOException {
        return AtomicFiles.delete(blob(digest));
    }

    /** The media type a manifest was pushed with; empty if there is no such manifest. */
    Optional<String> manifestType(Digest digest) throws IOException {
        return read(manifest(digest));
    }

    void linkManifest(Digest digest, String mediaType) throws IOException {
        if (manifestType(digest).filter(mediaType::equals).isEmpty()) {
            files.write(manifest(digest), mediaType.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Removes the tags first: a crash between leaves no tag without its manifest. */
    boolean unlinkManifest(Digest digest) throws IOException {
        for (String tag : tags()) {
            if (tag(tag).filter(digest::equals).isPresent()) {
                untag(tag);
            }
        }
        return AtomicFiles.delete(manifest(digest));
    }

    List<Digest> manifests() throws IOException {
        return list("_manifests").stream().map(Digest::ofSha256Hex).toList();
    }

    Optional<Digest> tag(String tag) throws IOException {
        return read(root.resolve("_tags").resolve(tag)).map(Digest::parse);
    }

    void setTag(String tag, Digest digest) throws IOException {
        files.write(root.resolve("_tags").resolve(tag), digest.toString().getBytes(StandardCharsets.UTF_8));
    }

    boolean untag(String tag) throws IOException {
        return AtomicFiles.delete(root.resolve("_tags").resolve(tag));
    }

    /** All tags, sorted. */
    List<String> tags() throws IOException {
        return list("_tags");
    }

    private Path blob(Digest digest) {
        return root.resolve("_blobs").resolve(digest.hex());
    }

    private Path manifest(Digest digest) {
        return root.resolve("_manifests").resolve(digest.hex());
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private List<String> list(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(root.resolve(directory))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
