package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlMapping;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlReader;
import io.kiln.model.yaml.YamlScalar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/**
 * What an extension says of itself, as it goes on to the machine.
 *
 * @param talosVersions the versions that it is for, or empty
 */
record ExtensionMetadata(
        String name, String version, String author, String description, String talosVersions, String extraInfo) {

    private static final int MOST_BYTES = 1 << 20;
    private static final String MANIFEST = "manifest.yaml";

    /** That of a layer which is made here. */
    static ExtensionMetadata own(String name, String version, String description) {
        return new ExtensionMetadata(name, version, "Talos Machinery", description, "", "");
    }

    /** Reads the manifest of an extension image. */
    static ExtensionMetadata of(InputImage image) throws BuildException, IOException, InterruptedException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(image.require(MANIFEST, "the manifest of an extension"))) {
            bytes = in.readNBytes(MOST_BYTES);
        }
        Problems problems = new Problems(false);
        String file = image.name() + ": " + MANIFEST;
        Optional<YamlNode> root =
                YamlReader.read(new String(bytes, StandardCharsets.UTF_8), PositionMap.identity(file), problems);
        Optional<YamlNode> metadata = root.flatMap(node -> value(node, "metadata"));
        if (problems.count() > 0) {
            throw new DiagnosticException(problems.all());
        }
        if (text(root, "version").equals("v1alpha1") && !text(metadata, "name").isEmpty()) {
            return new ExtensionMetadata(
                    text(metadata, "name"),
                    text(metadata, "version"),
                    text(metadata, "author"),
                    text(metadata, "description"),
                    text(metadata.flatMap(m -> value(m, "compatibility")).flatMap(c -> value(c, "talos")), "version"),
                    text(metadata, "extraInfo"));
        }
        throw new BuildException(
                2, file + ": it is not the manifest of an extension: version: v1alpha1 and metadata.name");
    }

    private static Optional<YamlNode> value(YamlNode node, String key) {
        return node instanceof YamlMapping mapping
                ? mapping.entry(key).map(YamlMapping.Entry::value)
                : Optional.empty();
    }

    private static String text(Optional<YamlNode> node, String key) {
        return node.flatMap(n -> value(n, key))
                .map(value -> value instanceof YamlScalar scalar ? scalar.text() : "")
                .orElse("");
    }
}
