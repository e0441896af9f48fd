package io.kiln.model.workspace;

import io.kiln.model.Pkgfile;
import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the {@code Pkgfile} of a tree. */
final class PkgfileReader {

    private static final String FORMAT = "v1alpha2";
    private static final String WHAT = "an exception for a private key";

    private PkgfileReader() {}

    static Pkgfile read(YamlNode root, Problems problems) {
        return Fields.of(root, "the Pkgfile", Set.of("format", "vars", "labels", "x-kiln"), problems)
                .map(fields -> read(fields, problems))
                .orElse(Pkgfile.EMPTY);
    }

    private static Pkgfile read(Fields fields, Problems problems) {
        Optional<String> format =
                fields.required("format", "the Pkgfile does not say its format", "write: format: " + FORMAT);
        if (format.isPresent() && !format.get().equals(FORMAT)) {
            problems.error(
                    fields.at("format"),
                    "format \"" + format.get() + "\" is not known",
                    "the only format is " + FORMAT);
        }
        Optional<Fields> extras = fields.value("x-kiln")
                .flatMap(node -> Fields.of(node, "\"x-kiln\"", Set.of("baseImages", "allowPrivateKeys"), problems));
        return new Pkgfile(
                Collections.unmodifiableMap(fields.textMap("vars")),
                Collections.unmodifiableMap(fields.textMap("labels")),
                Collections.unmodifiableMap(
                        extras.map(kiln -> kiln.textMap("baseImages")).orElseGet(Map::of)),
                Collections.unmodifiableMap(
                        extras.map(kiln -> allowedKeys(kiln, problems)).orElseGet(Map::of)));
    }

    private static Map<String, String> allowedKeys(Fields kiln, Problems problems) {
        Map<String, String> allowed = new LinkedHashMap<>();
        for (YamlNode item : kiln.list("allowPrivateKeys")) {
            Fields.of(item, WHAT, Set.of("path", "reason"), problems).ifPresent(entry -> {
                entry.required("path", WHAT + " has no \"path\"", "name the file in the image");
                Optional<String> path = PathRules.absolute(entry, "path", problems);
                Optional<String> reason =
                        entry.required("reason", WHAT + " has no \"reason\"", "say why it may be in an image");
                if (path.isPresent() && reason.isPresent()) {
                    allowed.put(path.get(), reason.get());
                }
            });
        }
        return allowed;
    }
}
