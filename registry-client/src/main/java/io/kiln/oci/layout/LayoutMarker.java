package io.kiln.oci.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file {@code oci-layout}, which says that a directory is an image layout and of which version. */
final class LayoutMarker {

    private static final int MAX_BYTES = 4096;

    private LayoutMarker() {}

    static void check(Path root) throws IOException {
        JsonNode json;
        try (InputStream in = Files.newInputStream(root.resolve("oci-layout"))) {
            json = JsonMapper.builder().build().readTree(in.readNBytes(MAX_BYTES));
        } catch (NoSuchFileException e) {
            throw new LayoutException(root, "it has no file 'oci-layout'");
        } catch (JsonProcessingException e) {
            throw new LayoutException(root, "its file 'oci-layout' is not JSON");
        }
        String version = json.path("imageLayoutVersion").asText();
        if (!version.startsWith("1.")) {
            throw new LayoutException(root, "its version is '" + version + "', and only 1.0.0 is known");
        }
    }
}
