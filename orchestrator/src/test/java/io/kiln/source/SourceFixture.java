package io.kiln.source;

import io.kiln.model.Source;
import io.kiln.model.yaml.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Content, its sums, and stores that do not wait long. */
final class SourceFixture {

    static final byte[] CONTENT = random(300_000);
    static final FetchPolicy QUICK =
            new FetchPolicy(Duration.ofSeconds(5), Duration.ofMillis(400), 3, Duration.ofMillis(5), 1 << 20, 5);
    static final Position AT = new Position("zlib/pkg.yaml", 7, 13);

    private SourceFixture() {}

    static Source source(String url) {
        return new Source(url, "zlib.tar.xz", sum("SHA-256", CONTENT), sum("SHA-512", CONTENT), AT);
    }

    static SourceStore store(Path home, Path... distdirs) {
        return new SourceStore(home, List.of(distdirs), QUICK);
    }

    static String sum(String algorithm, byte[] content) {
        return HexFormat.of().formatHex(IncomingFile.digest(algorithm).digest(content));
    }

    /** The names in the store's directory of sources. */
    static List<String> kept(Path home) throws IOException {
        Path directory = home.resolve("sources/sha256");
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
