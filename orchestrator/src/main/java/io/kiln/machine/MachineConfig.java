package io.kiln.machine;

import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlMapping;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlReader;
import io.kiln.model.yaml.YamlScalar;
import io.kiln.model.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a machine configuration says of modules, in either form.
 *
 * @param modules in the order of the file
 * @param denied names in {@code module_blacklist} of the kernel arguments
 */
public record MachineConfig(List<Entry> modules, List<String> denied) {

    /** One module, and where its name stands. */
    public record Entry(ModuleRequest module, Position at) {}

    private static final String DENY = "module_blacklist=";

    /** Reads a file of one document or more; what is wrong with it is reported. */
    public static MachineConfig read(String file, String text, Problems problems) {
        List<Entry> modules = new ArrayList<>();
        List<String> denied = new ArrayList<>();
        problems.texts().put(file, text);
        int start = 0;
        String[] lines = text.split("\n", -1);
        for (int line = 0; line <= lines.length; line++) {
            if (line == lines.length || lines[line].matches("---(\\s.*)?")) {
                int offset = start;
                PositionMap positions = (at, column) -> new Position(file, at + offset, column);
                document(String.join("\n", List.of(lines).subList(start, line)), positions, problems, modules, denied);
                start = line + 1;
            }
        }
        return new MachineConfig(List.copyOf(modules), List.copyOf(denied));
    }

    private static void document(
            String text, PositionMap positions, Problems problems, List<Entry> modules, List<String> denied) {
        Optional<YamlNode> root = YamlReader.read(text, positions, problems);
        if (field(root, "kind")
                .filter(k -> k instanceof YamlScalar kind && kind.text().equals("KernelModuleConfig"))
                .isPresent()) {
            module(root.get(), problems, modules);
            return;
        }
        Optional<YamlNode> machine = field(root, "machine");
        for (YamlNode item : items(field(field(machine, "kernel"), "modules"))) {
            module(item, problems, modules);
        }
        for (YamlNode argument : items(field(field(machine, "install"), "extraKernelArgs"))) {
            if (argument instanceof YamlScalar scalar && scalar.text().startsWith(DENY)) {
                denied.addAll(List.of(scalar.text().substring(DENY.length()).split(",")));
            }
        }
    }

    private static void module(YamlNode node, Problems problems, List<Entry> modules) {
        if (!(field(Optional.of(node), "name").orElse(null) instanceof YamlScalar name)
                || name.text().isEmpty()) {
            problems.error(node.at(), "a kernel module needs a \"name\"");
            return;
        }
        List<String> parameters = new ArrayList<>();
        for (YamlNode item : items(field(Optional.of(node), "parameters"))) {
            if (item instanceof YamlScalar scalar) {
                parameters.add(scalar.text());
            } else {
                problems.error(item.at(), "a parameter must be a text, such as times=3");
            }
        }
        try {
            modules.add(new Entry(new ModuleRequest(name.text(), parameters), name.at()));
        } catch (IllegalArgumentException e) {
            problems.error(name.at(), String.valueOf(e.getMessage()));
        }
    }

    private static List<YamlNode> items(Optional<YamlNode> node) {
        return node.orElse(null) instanceof YamlSequence list ? list.items() : List.of();
    }

    private static Optional<YamlNode> field(Optional<YamlNode> node, String key) {
        return node.orElse(null) instanceof YamlMapping mapping
                ? mapping.entry(key).map(YamlMapping.Entry::value)
                : Optional.empty();
    }
}
