package io.kiln.registry.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The uploads under way, each a data file and a note of its repository; they outlive a restart. Thread-safe. */
final class Uploads {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Duration FORGOTTEN = Duration.ofDays(7);

    private final Path directory;
    private final AtomicFiles files;
    private final Map<String, Upload> open = new ConcurrentHashMap<>();

    Uploads(Path directory, AtomicFiles files) throws IOException {
        this.directory = directory;
        this.files = files;
        Instant limit = Instant.now().minus(FORGOTTEN);
        try (Stream<Path> left = Files.list(directory)) {
            for (Path file : left.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.delete(file);
                }
            }
        }
    }

    Upload begin(Repository repository) throws IOException {
        String id = UUID.randomUUID().toString();
        Files.createFile(data(id));
        files.write(note(id), repository.name().getBytes(StandardCharsets.UTF_8));
        Upload upload = Upload.fresh(id, data(id));
        open.put(id, upload);
        return upload;
    }

    Upload find(Repository repository, String id) throws IOException, RequestException {
        try {
            if (ID.matcher(id).matches() && Files.readString(note(id)).equals(repository.name())) {
                synchronized (this) {
                    Upload known = open.get(id);
                    if (known == null) {
                        known = Upload.resumed(id, data(id));
                        open.put(id, known);
                    }
                    return known;
                }
            }
        } catch (NoSuchFileException e) {
            // ended meanwhile
        }
        throw new RequestException(ErrorCode.BLOB_UPLOAD_UNKNOWN, "no upload '" + printable(id) + "' here");
    }

    /** Forgets an upload; its data file may have been moved away. */
    void end(Upload upload) throws IOException {
        upload.end();
        open.remove(upload.id());
        Files.deleteIfExists(note(upload.id()));
        Files.deleteIfExists(data(upload.id()));
    }

    private static String printable(String id) {
        return ID.matcher(id).matches() ? id : "?";
    }

    private Path data(String id) {
        return directory.resolve(id);
    }

    private Path note(String id) {
        return directory.resolve(id + ".repository");
    }
}
