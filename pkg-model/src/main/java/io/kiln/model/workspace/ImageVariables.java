package io.kiln.model.workspace;

import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expands {@code ${NAME}} in image references, from the build arguments and then the environment. */
final class ImageVariables {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final WorkspaceOptions options;

    ImageVariables(WorkspaceOptions options) {
        this.options = options;
    }

    /** The reference with every variable replaced; nothing if one is not set, which is reported. */
    Optional<String> expand(String image, Position at, Problems problems) {
        StringBuilder expanded = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(image);
        boolean complete = true;
        while (matcher.find()) {
            String name = matcher.group(1);
            String value = options.buildArgs().get(name);
            if (value == null) {
                value = options.environment().get(name);
            }
            if (value == null || value.isEmpty()) {
                problems.error(
                        at,
                        "${" + name + "} in the image reference is " + (value == null ? "not set" : "empty"),
                        "give it with --build-arg " + name + "=..., or in the environment");
                complete = false;
            } else {
                matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
            }
        }
        matcher.appendTail(expanded);
        return complete ? Optional.of(expanded.toString()) : Optional.empty();
    }
}
