package io.kiln.model.workspace;

import io.kiln.model.Dependency;
import io.kiln.model.Finalize;
import io.kiln.model.Pkg;
import io.kiln.model.Step;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a rendered {@code pkg.yaml} into a package, and reports everything in it that breaks a rule. */
final class PkgReader {

    private static final Set<String> KEYS = Set.of(
            "name", "variant", "install", "shell", "buildPlatform", "dependencies", "steps", "finalize", "x-kiln");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

    private final DependencyReader dependencyReader;
    private final StepReader stepReader;
    private final Problems problems;

    PkgReader(WorkspaceOptions options, Problems problems) {
        this.dependencyReader = new DependencyReader(new ImageVariables(options), problems);
        this.stepReader = new StepReader(problems);
        this.problems = problems;
    }

    /** The package as far as it can be read; nothing if it has no usable name. */
    Optional<Pkg> read(YamlNode root, PackageSource source) {
        return Fields.of(root, "a package", KEYS, problems).flatMap(fields -> read(fields, source));
    }

    private Optional<Pkg> read(Fields fields, PackageSource source) {
        Optional<String> name = name(fields, "name");
        String variant = name(fields, "variant").orElse("scratch");
        String shell = PathRules.absolute(fields, "shell", problems).orElse("/bin/sh");
        List<Dependency> dependencies = dependencies(fields);
        List<Step> steps = fields.list("steps").stream()
                .flatMap(node -> stepReader.read(node).stream())
                .toList();
        List<Finalize> finalizes = fields.list("finalize").stream()
                .flatMap(node -> finalizeEntry(node).stream())
                .toList();
        if (!steps.isEmpty() && finalizes.isEmpty()) {
            problems.error(
                    fields.at("steps"),
                    "the package has steps but no \"finalize\", so its image would be empty",
                    "say what to keep, for example \"finalize:\" with \"- from: /rootfs\" and \"to: /\"");
        }
        return name.map(n -> new Pkg(
                n,
                variant,
                fields.texts("install").stream().map(YamlScalar::text).toList(),
                shell,
                Platforms.read(fields, "buildPlatform", problems),
                dependencies,
                steps,
                finalizes,
                source.directory(),
                source.contextDirectory(),
                source.templates(),
                source.variables(),
                ImageSettingsReader.read(fields, problems),
                fields.at("name")));
    }

    private Optional<String> name(Fields fields, String key) {
        Optional<String> name = fields.required(
                key,
                "the package has no \"" + key + "\"",
                key.equals("name")
                        ? "give it one that no other package has"
                        : "write the base it is built on: scratch, alpine");
        return name.filter(n -> {
            boolean valid = NAME.matcher(n).matches();
            if (!valid) {
                problems.error(
                        fields.at(key),
                        "\"" + n + "\" cannot be a " + key,
                        UnsetVariables.hint(n, "use letters, digits and . _ + - and begin with a letter or a digit"));
            }
            return valid;
        });
    }

    private List<Dependency> dependencies(Fields fields) {
        List<Dependency> dependencies = new ArrayList<>();
        Map<List<Object>, Dependency> first = new HashMap<>();
        for (YamlNode node : fields.list("dependencies")) {
            Optional<Dependency> read = dependencyReader.read(node);
            if (read.isEmpty()) {
                continue;
            }
            Dependency dependency = read.get();
            dependencies.add(dependency);
            Dependency before = first.putIfAbsent(
                    List.of(dependency.stage(), dependency.image(), dependency.platform(), dependency.to()),
                    dependency);
            if (before != null && !before.from().equals(dependency.from())) {
                problems.warn(Diagnostic.warning(
                        dependency.at(),
                        "this dependency has no effect: the one on line "
                                + before.at().line() + " already puts the same content at "
                                + dependency.to()));
            }
        }
        return List.copyOf(dependencies);
    }

    private Optional<Finalize> finalizeEntry(YamlNode node) {
        return Fields.of(node, "an entry of \"finalize\"", Set.of("from", "to"), problems)
                .map(fields -> new Finalize(
                        PathRules.absolute(fields, "from", problems).orElse("/"),
                        PathRules.absolute(fields, "to", problems).orElse("/"),
                        fields.at()));
    }
}
