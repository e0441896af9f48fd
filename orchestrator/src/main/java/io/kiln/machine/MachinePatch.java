package io.kiln.machine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A patch of a machine configuration.
 *
 * @param installImage what the machine is installed from
 * @param denied modules that the kernel is to refuse
 */
public record MachinePatch(List<ModuleRequest> modules, Optional<String> installImage, List<String> denied) {

    public MachinePatch {
        modules = List.copyOf(modules);
        denied = List.copyOf(denied);
    }

    /** The kernel argument that refuses modules; empty if none is denied. */
    public Optional<String> denyArgument() {
        return denied.isEmpty()
                ? Optional.empty()
                : Optional.of("module_blacklist="
                        + denied.stream().map(ModuleName::normal).distinct().collect(Collectors.joining(",")));
    }

    /** Everything in the main document. */
    public String v1alpha1() {
        return main(ModulePatch.v1alpha1(modules));
    }

    /** A document for each module; what has no document of its own stays in the main one. */
    public String documents() {
        String main = main("");
        String documents = ModulePatch.documents(modules);
        return main.isEmpty() || documents.isEmpty() ? main + documents : main + "---\n" + documents;
    }

    private String main(String kernel) {
        StringBuilder install = new StringBuilder();
        installImage.ifPresent(image ->
                install.append("    image: ").append(YamlText.of(image)).append('\n'));
        denyArgument()
                .ifPresent(argument ->
                        install.append("    extraKernelArgs:\n").append(ModulePatch.list(List.of(argument), "      ")));
        if (install.isEmpty() && kernel.isEmpty()) {
            return "";
        }
        return "machine:\n" + (install.isEmpty() ? "" : "  install:\n" + install) + kernel;
    }
}
