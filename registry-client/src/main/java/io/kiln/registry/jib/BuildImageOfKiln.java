package io.kiln.registry.jib;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code make image} runs to put Kiln's own image together; see {@code examples/setup/self-image.sh}. */
public final class BuildImageOfKiln {

    private static final String USAGE =
            "usage: BuildImageOfKiln ARCHIVE NAME CACHE BASE ARCHITECTURE VERSION REVISION LAYER...";

    private BuildImageOfKiln() {}

    /**
     * Writes the archive and prints by which digest Docker calls the image.
     *
     * @param args as {@link #USAGE} says; {@code SOURCE_DATE_EPOCH} in the environment sets all times, else they are 0
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 8) {
            System.err.println(USAGE);
            System.exit(2);
        }
        List<Path> layers = new ArrayList<>();
        for (int i = 7; i < args.length; i++) {
            layers.add(Path.of(args[i]));
        }
        Map<String, String> labels = labels(args[5], args[6]);
        ImageOfKiln image =
                new ImageOfKiln(Path.of(args[3]), layers, args[4], time(System.getenv("SOURCE_DATE_EPOCH")), labels);
        Path archive = Path.of(args[0]);
        Files.createDirectories(archive.toAbsolutePath().getParent());
        System.out.println(image.write(archive, args[1], Path.of(args[2])));
    }

    private static Map<String, String> labels(String version, String revision) {
        Map<String, String> labels = new TreeMap<>(Map.of(
                "org.opencontainers.image.title", "Kiln",
                "org.opencontainers.image.description",
                        "Builds Linux kernels, the modules that are signed for them, and images of both",
                "org.opencontainers.image.licenses", "Apache-2.0",
                "org.opencontainers.image.version", version));
        if (!revision.isEmpty()) {
            labels.put("org.opencontainers.image.revision", revision);
        }
        return labels;
    }

    static Instant time(@Nullable String epoch) throws IOException {
        try {
            return Instant.ofEpochSecond(epoch == null || epoch.isEmpty() ? 0 : Long.parseLong(epoch));
        } catch (NumberFormatException e) {
            throw new IOException("SOURCE_DATE_EPOCH is '" + epoch + "'; a number of seconds since 1970 is needed", e);
        }
    }
}
