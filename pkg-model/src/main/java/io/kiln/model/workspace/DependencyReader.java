package io.kiln.model.workspace;

import io.kiln.model.Dependency;
import io.kiln.model.Platform;
import io.kiln.model.StageName;
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
        Optional<String> writtenStage = fields.text("stage");
        Optional<String> writtenImage = fields.text("image");
        if (writtenStage.isPresent() == writtenImage.isPresent()) {
            problems.error(
                    fields.at(),
                    writtenStage.isPresent()
                            ? "a dependency has both \"stage\" and \"image\""
                            : "a dependency has neither \"stage\" nor \"image\"",
                    "write \"stage\" for a package, or \"image\" for an image of a registry");
        }
        Optional<StageName> stage = writtenStage.flatMap(text -> stage(text, fields.at("stage")));
        Optional<String> image = writtenImage.flatMap(text -> variables.expand(text, fields.at("image"), problems));
        if (image.isPresent() && image.get().startsWith(StageName.SCHEME)) {
            stage = stage(image.get().substring(StageName.SCHEME.length()), fields.at("image"));
            image = Optional.empty();
        }
        image = image.filter(reference -> isReference(reference, fields.at("image")));
        Optional<Platform> platform = Platforms.read(fields, "platform", problems);
        String from = PathRules.absolute(fields, "from", problems).orElse("/");
        String to = PathRules.absolute(fields, "to", problems).orElse("/");
        boolean runtime = fields.flag("runtime");
        if (stage.isPresent() == image.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Dependency(stage, image, from, to, platform, runtime, fields.at()));
    }

    private Optional<StageName> stage(String text, Position at) {
        try {
            return Optional.of(StageName.parse(text));
        } catch (IllegalArgumentException e) {
            problems.error(
                    at,
                    String.valueOf(e.getMessage()),
                    UnsetVariables.hint(text, "another tree is mounted with --with TREE=DIR"));
            return Optional.empty();
        }
    }

    private boolean isReference(String image, Position at) {
        if (image.chars().noneMatch(c -> c <= ' ' || c == 0x7f || c == '$')) {
            return true;
        }
        problems.error(
                at,
                "\"" + image + "\" is not an image reference",
                UnsetVariables.hint(
                        image, "write [HOST/]NAME[:TAG][@DIGEST]; variables of the environment are written ${NAME}"));
        return false;
    }
}
