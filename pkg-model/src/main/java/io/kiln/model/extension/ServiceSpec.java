package io.kiln.model.extension;

import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlReader;
import io.kiln.model.yaml.YamlScalar;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A service that a system extension adds to the machine: {@code /usr/local/etc/containers/NAME.yaml}. */
public record ServiceSpec(String name, String entrypoint, String restart) {

    private static final Pattern NAME = Pattern.compile("[-_a-z0-9]+");
    private static final Set<String> KEYS =
            Set.of("name", "container", "depends", "restart", "logToConsole", "runnerMode", "preShutdown");
    private static final Set<String> CONTAINER_KEYS =
            Set.of("entrypoint", "environment", "environmentFile", "args", "mounts", "security");
    private static final List<String> DEPENDENCIES = List.of("service", "path", "network", "time", "configuration");
    private static final Set<String> NETWORK = Set.of("addresses", "connectivity", "hostname", "etcfiles");
    private static final Set<String> RESTART = Set.of("always", "never", "untilSuccess");

    /** Reads a spec; all that is wrong with it is reported. Nothing is given for one that a machine would not run. */
    public static Optional<ServiceSpec> read(String text, PositionMap positions, Problems problems) {
        Optional<YamlNode> root = YamlReader.read(text, positions, problems);
        if (root.isEmpty()) {
            if (problems.count() == 0) {
                problems.error(positions.at(1, 1), "the service spec is empty", "write name, container and restart");
            }
            return Optional.empty();
        }
        return Fields.of(root.get(), "a service spec", KEYS, problems).flatMap(fields -> read(fields, problems));
    }

    private static Optional<ServiceSpec> read(Fields fields, Problems problems) {
        Optional<String> name = fields.required(
                        "name", "the service has no \"name\"", "give it one of lower-case letters, digits, - and _")
                .filter(text -> isName(text, fields, problems));
        Optional<YamlNode> container = fields.value("container");
        if (container.isEmpty()) {
            problems.error(fields.at(), "the service has no \"container\"", "write container: {entrypoint: ...}");
        }
        Optional<String> entrypoint = container
                .flatMap(node -> Fields.of(node, "\"container\"", CONTAINER_KEYS, problems))
                .flatMap(c -> c.required(
                        "entrypoint", "the container has no \"entrypoint\"", "name the program that it runs"));
        Optional<String> restart = fields.required(
                        "restart", "the service has no \"restart\"", "write always, never or untilSuccess")
                .filter(text -> isRestart(text, fields, problems));
        fields.list("depends").forEach(node -> checkDependency(node, problems));
        return name.isPresent() && entrypoint.isPresent() && restart.isPresent()
                ? Optional.of(new ServiceSpec(name.get(), entrypoint.get(), restart.get()))
                : Optional.empty();
    }

    private static boolean isName(String text, Fields fields, Problems problems) {
        boolean valid = NAME.matcher(text).matches();
        if (!valid) {
            problems.error(
                    fields.at("name"),
                    "\"" + text + "\" cannot be the name of a service",
                    "use lower-case letters, digits, - and _");
        }
        return valid;
    }

    private static boolean isRestart(String text, Fields fields, Problems problems) {
        boolean valid = RESTART.contains(text);
        if (!valid) {
            problems.error(
                    fields.at("restart"),
                    "\"restart\" cannot be \"" + text + "\"",
                    "write always, never or untilSuccess");
        }
        return valid;
    }

    private static void checkDependency(YamlNode node, Problems problems) {
        Optional<Fields> read = Fields.of(node, "an entry of \"depends\"", Set.copyOf(DEPENDENCIES), problems);
        if (read.isEmpty()) {
            return;
        }
        Fields fields = read.get();
        List<String> set = DEPENDENCIES.stream()
                .filter(key -> isSet(key, fields, problems))
                .toList();
        if (set.size() != 1) {
            problems.error(
                    fields.at(),
                    set.isEmpty()
                            ? "this entry of \"depends\" names nothing"
                            : "this entry of \"depends\" names " + String.join(" and ", set) + " at once",
                    "each entry has exactly one of " + String.join(", ", DEPENDENCIES));
        }
        fields.text("path")
                .filter(path -> !path.startsWith("/"))
                .ifPresent(path -> problems.error(
                        fields.at("path"), "the path \"" + path + "\" is not absolute", "begin it with /"));
    }

    private static boolean isSet(String key, Fields fields, Problems problems) {
        switch (key) {
            case "time", "configuration":
                return fields.flag(key);
            case "network":
                List<YamlScalar> states = fields.texts(key);
                for (YamlScalar state : states) {
                    if (!NETWORK.contains(state.text())) {
                        problems.error(
                                state.at(),
                                "the network has no state \"" + state.text() + "\"",
                                "write addresses, connectivity, hostname or etcfiles");
                    }
                }
                return !states.isEmpty();
            default:
                return fields.text(key).isPresent();
        }
    }
}
