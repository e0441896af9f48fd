package io.kiln.model.workspace;

import io.kiln.model.Instruction;
import io.kiln.model.NetworkMode;
import io.kiln.model.Phase;
import io.kiln.model.Sbom;
import io.kiln.model.Source;
import io.kiln.model.Step;
import io.kiln.model.yaml.DidYouMean;
import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code steps}. */
final class StepReader {

    private static final Set<String> KEYS =
            Set.of("sources", "env", "cachePaths", "prepare", "build", "install", "test", "sbom", "network");
    private static final Set<String> SBOM_KEYS = Set.of("outputPath", "name", "version", "cpes", "purl", "licenses");
    private static final List<String> NETWORKS = List.of("none", "default", "host");

    private final Problems problems;

    StepReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Step> read(YamlNode node) {
        return Fields.of(node, "a step", KEYS, problems).map(this::read);
    }

    private Step read(Fields fields) {
        List<Source> sources = new ArrayList<>();
        for (YamlNode source : fields.list("sources")) {
            SourceReader.read(source, problems).ifPresent(sources::add);
        }
        Map<Phase, List<Instruction>> instructions = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            List<Instruction> scripts = fields.texts(phase.key()).stream()
                    .map(script -> new Instruction(script.text(), script.at()))
                    .toList();
            if (!scripts.isEmpty()) {
                instructions.put(phase, scripts);
            }
        }
        return new Step(
                List.copyOf(sources),
                env(fields),
                cachePaths(fields),
                Collections.unmodifiableMap(instructions),
                fields.value("sbom").flatMap(this::sbom),
                network(fields),
                fields.at());
    }

    private Map<String, String> env(Fields fields) {
        Map<String, String> env = fields.textMap("env");
        for (String name : env.keySet()) {
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                problems.error(fields.at("env"), "\"" + name + "\" cannot be the name of an environment variable");
            }
        }
        return Collections.unmodifiableMap(env);
    }

    private List<String> cachePaths(Fields fields) {
        return fields.texts("cachePaths").stream()
                .filter(path -> PathRules.isAbsolute(path.text(), "a cache path", path.at(), problems))
                .map(YamlScalar::text)
                .toList();
    }

    private NetworkMode network(Fields fields) {
        String mode = fields.text("network").orElse("none");
        switch (NETWORKS.indexOf(mode)) {
            case 0:
                return NetworkMode.NONE;
            case 1:
                return NetworkMode.DEFAULT;
            case 2:
                return NetworkMode.HOST;
            default:
                problems.error(
                        fields.at("network"),
                        "network mode \"" + mode + "\" is not known",
                        DidYouMean.hint(mode, NETWORKS).orElse("write none, default or host"));
                return NetworkMode.NONE;
        }
    }

    private Optional<Sbom> sbom(YamlNode node) {
        return Fields.of(node, "\"sbom\"", SBOM_KEYS, problems).flatMap(this::sbom);
    }

    private Optional<Sbom> sbom(Fields fields) {
        fields.required("outputPath", "\"sbom\" has no \"outputPath\"", "name the file to write in the build root");
        Optional<String> name = fields.required("name", "\"sbom\" has no \"name\"", "name the software");
        return PathRules.absolute(fields, "outputPath", problems)
                .map(path -> new Sbom(
                        path,
                        name.orElse(""),
                        fields.text("version").orElse(""),
                        plain(fields.texts("cpes")),
                        fields.text("purl").orElse(""),
                        plain(fields.texts("licenses")),
                        fields.at()));
    }

    private static List<String> plain(List<YamlScalar> texts) {
        return texts.stream().map(YamlScalar::text).toList();
    }
}
