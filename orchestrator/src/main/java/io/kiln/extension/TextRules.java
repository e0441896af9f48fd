package io.kiln.extension;

import io.kiln.model.extension.ExtensionManifest;
import io.kiln.model.extension.ServiceSpec;
import io.kiln.model.extension.TalosVersion;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The texts of an extension: its manifest, and the specs of its services. */
final class TextRules {

    private final String image;
    private final Expectation expectation;

    TextRules(String image, Expectation expectation) {
        this.image = image;
        this.expectation = expectation;
    }

    /** The manifest, if it can be used; what is wrong with it and with the service specs is among the findings. */
    Optional<ExtensionManifest> check(ExtensionContent content, Findings findings) {
        content.forEach((path, place, facts) -> {
            if (FileReader.isService(path)) {
                facts.text().ifPresent(bytes -> checkService(path, bytes, findings));
            } else if (path.startsWith(FileReader.SERVICES) && path.endsWith(".yml")) {
                findings.error(
                        ExtensionRule.SERVICE,
                        path,
                        "a machine looks for *.yaml here and passes this file over",
                        "call it " + path.substring(path.lastIndexOf('/') + 1, path.length() - 4) + ".yaml");
            }
        });
        return content.facts(FileReader.MANIFEST).flatMap(FileFacts::text).flatMap(bytes -> manifest(bytes, findings));
    }

    private Optional<ExtensionManifest> manifest(byte[] bytes, Findings findings) {
        String path = FileReader.MANIFEST;
        Problems problems = new Problems(false);
        PositionMap positions = positions(path, bytes);
        Optional<ExtensionManifest> manifest = text(bytes, path, ExtensionRule.MANIFEST, findings)
                .flatMap(text -> {
                    keepForExcerpts(text, positions, problems);
                    return ExtensionManifest.read(text, positions, problems);
                });
        problems.all()
                .forEach(problem -> findings.add(ExtensionFinding.of(image, path, ExtensionRule.MANIFEST, problem)));
        manifest.ifPresent(read -> checkConstraint(read, problems, findings));
        return manifest;
    }

    private void checkConstraint(ExtensionManifest manifest, Problems problems, Findings findings) {
        Optional<TalosVersion> talos = expectation.talos();
        if (talos.isPresent()
                && manifest.talos().isPresent()
                && !manifest.talos().get().accepts(talos.get())) {
            Diagnostic refused = Diagnostic.error(
                            manifest.talosAt(),
                            "the constraint \"" + manifest.talos().get() + "\" does not accept Talos " + talos.get())
                    .withHint("take a version of Talos that it accepts, or change the constraint once the extension"
                            + " is known to work there");
            findings.add(ExtensionFinding.of(
                    image,
                    FileReader.MANIFEST,
                    ExtensionRule.COMPATIBILITY,
                    problems.texts().withExcerpt(refused)));
        }
    }

    private void checkService(String path, byte[] bytes, Findings findings) {
        Problems problems = new Problems(false);
        PositionMap positions = positions(path, bytes);
        text(bytes, path, ExtensionRule.SERVICE, findings).ifPresent(text -> {
            keepForExcerpts(text, positions, problems);
            ServiceSpec.read(text, positions, problems);
        });
        problems.all()
                .forEach(problem -> findings.add(ExtensionFinding.of(image, path, ExtensionRule.SERVICE, problem)));
    }

    private PositionMap positions(String path, byte[] bytes) {
        return expectation
                .texts()
                .find(path.substring(path.lastIndexOf('/') + 1), bytes)
                .orElseGet(() -> PositionMap.identity(image + ": /" + path));
    }

    /** A text that is the file itself shows its lines; one that a template made has other lines than the template. */
    private void keepForExcerpts(String text, PositionMap positions, Problems problems) {
        String file = positions.at(1, 1).file();
        if (!file.endsWith(".tmpl")) {
            problems.texts().put(file, text);
        }
    }

    private static Optional<String> text(byte[] bytes, String path, ExtensionRule rule, Findings findings) {
        if (bytes.length > FileReader.LONGEST_TEXT) {
            findings.error(
                    rule, path, "it is longer than " + FileReader.LONGEST_TEXT + " bytes", "put less into this file");
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            findings.error(rule, path, "its text is not UTF-8", "save the file as UTF-8");
            return Optional.empty();
        }
    }
}
