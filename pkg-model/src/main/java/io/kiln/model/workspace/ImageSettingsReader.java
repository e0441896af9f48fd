package io.kiln.model.workspace;

import io.kiln.model.ImageSettings;
import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlScalar;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code x-kiln.image} of a {@code pkg.yaml}: a key of Kiln's own, which other tools pass over. */
final class ImageSettingsReader {

    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private ImageSettingsReader() {}

    static ImageSettings read(Fields pkg, Problems problems) {
        Optional<Fields> image = pkg.value("x-kiln")
                .flatMap(node -> Fields.of(node, "\"x-kiln\"", Set.of("image"), problems))
                .flatMap(kiln -> kiln.value("image"))
                .flatMap(node -> Fields.of(
                        node,
                        "\"x-kiln.image\"",
                        Set.of("entrypoint", "cmd", "env", "workingDir", "labels"),
                        problems));
        return image.map(fields -> settings(fields, problems)).orElse(ImageSettings.NONE);
    }

    private static ImageSettings settings(Fields image, Problems problems) {
        return new ImageSettings(
                texts(image, "entrypoint"),
                texts(image, "cmd"),
                environment(image, problems),
                PathRules.absolute(image, "workingDir", problems).orElse(""),
                Collections.unmodifiableMap(image.textMap("labels")));
    }

    private static List<String> texts(Fields image, String key) {
        return image.texts(key).stream().map(YamlScalar::text).toList();
    }

    private static Map<String, String> environment(Fields image, Problems problems) {
        Map<String, String> environment = image.textMap("env");
        for (String name : environment.keySet()) {
            if (!ENVIRONMENT_NAME.matcher(name).matches()) {
                problems.error(
                        image.value("env").map(YamlNode::at).orElse(image.at()),
                        "\"" + name + "\" cannot be the name of an environment variable",
                        "use letters, digits and _ and do not begin with a digit");
            }
        }
        return Collections.unmodifiableMap(environment);
    }
}
