package io.kiln.model.extension;

import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DidYouMean;
import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlMapping;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlReader;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code manifest.yaml} of a system extension.
 *
 * @param version of the extension, as it is written: {@code 0.1} stays {@code 0.1}
 * @param talos which versions of Talos may have it; absent for all
 * @param talosAt where that constraint stands, or the metadata if it is absent
 */
public record ExtensionManifest(
        String name,
        String version,
        String author,
        String description,
        Optional<VersionRange> talos,
        String extraInfo,
        Position talosAt) {

    /** The only {@code version} that the manifest itself may have. */
    public static final String FORMAT = "v1alpha1";

    private static final Set<String> KEYS = Set.of("version", "metadata");
    private static final Set<String> METADATA_KEYS =
            Set.of("name", "version", "author", "description", "compatibility", "extraInfo");

    /**
     * Reads a manifest; everything that is wrong with it is reported. Keys that a machine passes over are warnings.
     *
     * @return nothing if a machine would not take it
     */
    public static Optional<ExtensionManifest> read(String text, PositionMap positions, Problems problems) {
        int before = problems.count();
        Optional<YamlNode> root = YamlReader.read(text, positions, problems);
        if (root.isEmpty()) {
            if (problems.count() == before) {
                problems.error(
                        positions.at(1, 1),
                        "the extension manifest is empty",
                        "write version: " + FORMAT + " and metadata with name and version");
            }
            return Optional.empty();
        }
        return fields(root.get(), "the extension manifest", KEYS, problems).flatMap(fields -> read(fields, problems));
    }

    private static Optional<ExtensionManifest> read(Fields fields, Problems problems) {
        Optional<String> format = fields.required(
                "version", "the extension manifest does not say its version", "write: version: " + FORMAT);
        boolean known = format.filter(FORMAT::equals).isPresent();
        if (format.isPresent() && !known) {
            problems.error(
                    fields.at("version"),
                    "version \"" + format.get() + "\" of the extension manifest is not known",
                    "the only one is " + FORMAT + "; the extension's own version is metadata.version");
        }
        Optional<YamlNode> metadata = fields.value("metadata");
        if (metadata.isEmpty()) {
            problems.error(
                    fields.at("metadata"),
                    "the extension manifest has no \"metadata\"",
                    "write metadata: with name, version, author, description and compatibility below it");
        }
        return metadata.flatMap(node -> fields(node, "\"metadata\"", METADATA_KEYS, problems))
                .flatMap(data -> metadata(data, problems))
                .filter(manifest -> known);
    }

    private static Optional<ExtensionManifest> metadata(Fields data, Problems problems) {
        Optional<String> name =
                data.required("name", "the extension has no \"name\"", "a machine shows it when it enables it");
        Optional<String> version = data.required(
                        "version", "the extension has no \"version\" in its metadata", "write one like v1.0.0")
                .filter(text -> isVersion(text, data, problems));
        Optional<Fields> talos = data.value("compatibility")
                .flatMap(node -> fields(node, "\"compatibility\"", Set.of("talos"), problems))
                .flatMap(compatibility -> compatibility.value("talos"))
                .flatMap(node -> fields(node, "\"compatibility.talos\"", Set.of("version"), problems));
        Optional<String> constraint = talos.flatMap(fields -> fields.text("version"));
        Optional<VersionRange> range =
                constraint.flatMap(text -> range(text, talos.get().at("version"), problems));
        boolean readable = name.isPresent() && version.isPresent() && constraint.isPresent() == range.isPresent();
        return readable
                ? Optional.of(new ExtensionManifest(
                        name.get(),
                        version.get(),
                        data.text("author").orElse(""),
                        data.text("description").orElse(""),
                        range,
                        data.text("extraInfo").orElse(""),
                        talos.map(fields -> fields.at("version")).orElse(data.at())))
                : Optional.empty();
    }

    private static boolean isVersion(String text, Fields data, Problems problems) {
        boolean valid = ExtensionVersion.isValid(text);
        if (!valid) {
            problems.error(
                    data.at("version"),
                    "\"" + text + "\" cannot be the version of an extension",
                    "write " + ExtensionVersion.FORMS);
        }
        return valid;
    }

    private static Optional<VersionRange> range(String text, Position at, Problems problems) {
        try {
            return Optional.of(VersionRange.parse(text));
        } catch (VersionRangeException e) {
            problems.error(at, "the constraint \"" + text + "\": " + e.getMessage(), e.advice());
            return Optional.empty();
        }
    }

    /** A machine passes over keys that it does not know, so a typing error there is not noticed on it. */
    private static Optional<Fields> fields(YamlNode node, String what, Set<String> known, Problems problems) {
        if (!(node instanceof YamlMapping mapping)) {
            return Fields.of(node, what, known, problems);
        }
        for (YamlMapping.Entry entry : mapping.entries()) {
            if (!known.contains(entry.key())) {
                Diagnostic ignored = Diagnostic.warning(
                        entry.keyAt(), "a machine ignores the key \"" + entry.key() + "\" in " + what);
                problems.warn(DidYouMean.hint(entry.key(), known)
                        .map(ignored::withHint)
                        .orElse(ignored));
            }
        }
        YamlMapping rest = new YamlMapping(
                mapping.entries().stream()
                        .filter(entry -> known.contains(entry.key()))
                        .toList(),
                mapping.at());
        return Fields.of(rest, what, known, problems);
    }
}
