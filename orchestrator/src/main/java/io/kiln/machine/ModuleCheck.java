package io.kiln.machine;

import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DidYouMean;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds the modules that a machine is to load against those that it will have. */
public final class ModuleCheck {

    private final ModuleInventory inventory;
    private final List<String> denied;
    private final Problems problems;
    private final Set<String> seen = new HashSet<>();

    /** @param denied names of modules that the kernel is to refuse */
    public ModuleCheck(ModuleInventory inventory, List<String> denied, Problems problems) {
        this.inventory = inventory;
        this.denied = List.copyOf(denied);
        this.problems = problems;
    }

    /** Reports all that is wrong with one module to load. */
    public void check(ModuleRequest request, Position at) {
        if (!seen.add(ModuleName.normal(request.name()))) {
            problems.error(at, "module " + request.name() + " is named twice", "put all its parameters in one place");
        }
        if (denied.stream().anyMatch(request::isFor)) {
            problems.error(
                    at,
                    "module " + request.name() + " is to be loaded and is on the deny list",
                    "take one of both out");
        }
        inventory
                .find(request.name())
                .ifPresentOrElse(module -> parameters(request, module, at), () -> unknown(request, at));
    }

    /** Warns of a deny list that does not do what it says. */
    public void checkDenied(Position at) {
        for (String name : denied) {
            inventory
                    .find(name)
                    .filter(KnownModule::builtIn)
                    .ifPresent(module -> problems.add(Diagnostic.warning(
                            at, "module " + name + " is built into the kernel, where no deny list keeps it out")));
        }
    }

    private void unknown(ModuleRequest request, Position at) {
        Set<String> names = new TreeSet<>();
        inventory.all().forEach(module -> names.add(module.name()));
        Diagnostic diagnostic = Diagnostic.error(
                at,
                "module " + request.name() + " is neither in the kernel's modules nor in an extension (" + names.size()
                        + " modules are)");
        problems.add(diagnostic.withHint(DidYouMean.hint(request.name(), names)
                .orElse("add the extension that brings it: --system-extension-image REF of kiln imager")));
    }

    private void parameters(ModuleRequest request, KnownModule module, Position at) {
        Set<String> names = new HashSet<>();
        module.parameters().forEach(name -> names.add(ModuleName.normal(name)));
        for (String parameter : request.parameters()) {
            String name = parameter.replaceFirst("=.*", "");
            if (!names.contains(ModuleName.normal(name))) {
                String message = "module " + module.name() + " (" + module.source() + ") has no parameter " + name;
                problems.add(Diagnostic.error(at, message)
                        .withHint(DidYouMean.hint(name, module.parameters())
                                .orElse(
                                        module.parameters().isEmpty()
                                                ? "it has none at all"
                                                : "it has " + String.join(", ", new TreeSet<>(module.parameters())))));
            } else if (module.builtIn()) {
                problems.error(
                        at,
                        "module " + module.name()
                                + " is built into the kernel and takes no parameters when it is loaded",
                        "put " + ModuleName.normal(module.name()) + "." + parameter + " on the kernel command line");
            }
        }
    }
}
