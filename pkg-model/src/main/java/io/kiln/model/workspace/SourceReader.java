package io.kiln.model.workspace;

import io.kiln.model.Source;
import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one entry of {@code sources}. */
final class SourceReader {

    private static final Set<String> KEYS = Set.of("url", "destination", "sha256", "sha512");
    private static final Pattern URL = Pattern.compile("(?i)(https?|file)://[^\\s<>\"]+");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

    private SourceReader() {}

    static Optional<Source> read(YamlNode node, Problems problems) {
        return Fields.of(node, "a source", KEYS, problems).flatMap(fields -> read(fields, problems));
    }

    private static Optional<Source> read(Fields fields, Problems problems) {
        Optional<String> url = fields.required("url", "a source has no \"url\"", "say where to fetch it from")
                .filter(u -> isUrl(u, fields.at("url"), problems));
        Optional<String> destination = fields.required(
                        "destination", "a source has no \"destination\"", "name the file that it becomes for the step")
                .filter(d -> PathRules.isBelow(d, "\"destination\"", fields.at("destination"), problems));
        Optional<String> sha256 = sum(fields, "sha256", 64, problems);
        Optional<String> sha512 = sum(fields, "sha512", 128, problems);
        if (url.isEmpty() || destination.isEmpty() || sha256.isEmpty() || sha512.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Source(url.get(), destination.get(), sha256.get(), sha512.get(), fields.at()));
    }

    private static boolean isUrl(String url, Position at, Problems problems) {
        if (URL.matcher(url).matches()) {
            return true;
        }
        problems.error(
                at,
                "\"" + url + "\" is not a URL that can be fetched",
                UnsetVariables.hint(url, "write an http, https or file URL, without blanks"));
        return false;
    }

    private static Optional<String> sum(Fields fields, String key, int digits, Problems problems) {
        Optional<String> sum =
                fields.required(key, "a source has no \"" + key + "\"", "both sha256 and sha512 are needed");
        if (sum.isEmpty()) {
            return sum;
        }
        if (sum.get().length() != digits || !HEX.matcher(sum.get()).matches()) {
            boolean isHex = HEX.matcher(sum.get()).matches();
            problems.error(
                    fields.at(key),
                    "\"" + key + "\" must be " + digits + " hexadecimal digits, but this is "
                            + (isHex ? sum.get().length() + " of them" : "something else"),
                    UnsetVariables.hint(sum.get(), "take it from " + key + "sum of the file"));
            return Optional.empty();
        }
        return sum.map(s -> s.toLowerCase(Locale.ROOT));
    }
}
