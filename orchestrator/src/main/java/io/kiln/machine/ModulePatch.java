package io.kiln.machine;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the part of a machine configuration that loads modules, in the two forms that there are. */
public final class ModulePatch {

    private ModulePatch() {}

    /** The older form: {@code machine.kernel.modules} of the main document. Empty if there is no module. */
    public static String v1alpha1(List<ModuleRequest> modules) {
        if (modules.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("  kernel:\n    modules:\n");
        for (ModuleRequest module : modules) {
            text.append("      - name: ").append(YamlText.of(module.name())).append('\n');
            if (!module.parameters().isEmpty()) {
                text.append("        parameters:\n").append(list(module.parameters(), "          "));
            }
        }
        return text.toString();
    }

    /** The newer form: a document for each module, separated by lines of three hyphens. */
    public static String documents(List<ModuleRequest> modules) {
        return modules.stream().map(ModulePatch::document).collect(Collectors.joining("---\n"));
    }

    private static String document(ModuleRequest module) {
        String text = "apiVersion: v1alpha1\nkind: KernelModuleConfig\nname: " + YamlText.of(module.name()) + "\n";
        return module.parameters().isEmpty() ? text : text + "parameters:\n" + list(module.parameters(), "  ");
    }

    static String list(List<String> texts, String indent) {
        return texts.stream()
                .map(text -> indent + "- " + YamlText.of(text) + "\n")
                .collect(Collectors.joining());
    }
}
