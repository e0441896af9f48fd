package io.kiln.model.workspace;

import io.kiln.model.Dependency;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code dependencies}. */
final class DependencyReader {

    private static final Set<String> KEYS = Set.of("stage", "image", "from", "to", "platform", "runtime");

    private final ImageVariables variables;
    private final Problems problems;

    DependencyReader(ImageVariables variables, Problems problems) {
        this.variables = variables;
        this.problems = problems;
    }

    Optional<Dependency> read(YamlNode node) {
        return Fields.of(node, "a dependency", KEYS, problems).flatMap(this::read);
    }

    private Optional<Dependency> read(Fields fields) {
        Optional<String> stage = fields.text("stage");
        Optional<String> written = fields.text("image");
        if (stage.isPresent() == written.isPresent()) {
            problems.error(
                    fields.at(),
                    stage.isPresent()
                            ? "a dependency has both \"stage\" and \"image\""
                            : "a dependency has neither \"stage\" nor \"image\"",
                    "write \"stage\" for a package of this tree, or \"image\" for an image of a registry");
        }
        Optional<String> image = written.flatMap(text -> image(text, fields.at("image")));
        Optional<Platform> platform = Platforms.read(fields, "platform", problems);
        String from = PathRules.absolute(fields, "from", problems).orElse("/");
        String to = PathRules.absolute(fields, "to", problems).orElse("/");
        boolean runtime = fields.flag("runtime");
        if (stage.isPresent() == image.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Dependency(stage, image, from, to, platform, runtime, fields.at()));
    }

    private Optional<String> image(String text, Position at) {
        Optional<String> expanded = variables.expand(text, at, problems);
        if (expanded.isPresent() && expanded.get().chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '$')) {
            problems.error(
                    at,
                    "\"" + expanded.get() + "\" is not an image reference",
                    UnsetVariables.hint(
                            expanded.get(),
                            "write [HOST/]NAME[:TAG][@DIGEST]; variables of the environment are written ${NAME}"));
            return Optional.empty();
        }
        return expanded;
    }
}
