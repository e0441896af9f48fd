package io.kiln.boot;

import io.kiln.machine.ModuleName;
import java.util.List;
import java.util.Optional;

/**
 * The facts that a machine's console told. Nothing is known of a machine that did not print it.
 *
 * @param modules {@code /proc/modules} at the end of the boot, in its order
 * @param announced modules of which the kernel said that it loads them
 * @param installation of an installer image, if the machine ran one
 * @param notes lines that matter and are no refusal, such as a failed verification that was not enforced
 * @param problems what kept the machine from running: panics, oopses, want of memory
 * @param ready whether the machine reported all that it has to report
 */
public record ConsoleReport(
        Optional<String> release,
        List<EnabledExtension> extensions,
        List<RequestedModule> requested,
        List<LoadedModule> modules,
        List<String> announced,
        List<RefusedModule> refused,
        List<ModuleParameter> parameters,
        Optional<Taint> taint,
        Optional<Installation> installation,
        List<String> notes,
        List<String> problems,
        boolean ready) {

    /** Whether something on the console can only be from a kernel, and not from firmware. */
    boolean hasKernel() {
        return release.isPresent() || reports() || !announced.isEmpty() || !refused.isEmpty() || !extensions.isEmpty();
    }

    /** Whether the machine's init reports facts as Kiln understands them, so that silence about a module means something. */
    boolean reports() {
        return ready || !requested.isEmpty() || !modules.isEmpty();
    }

    Optional<LoadedModule> module(String name) {
        return modules.stream().filter(m -> ModuleName.same(m.name(), name)).findFirst();
    }

    Optional<RequestedModule> requested(String name) {
        return requested.stream().filter(m -> ModuleName.same(m.name(), name)).findFirst();
    }

    Optional<RefusedModule> refusal(String name) {
        return refused.stream()
                .filter(m -> m.name().isPresent() && ModuleName.same(m.name().get(), name))
                .findFirst();
    }

    boolean announces(String name) {
        return announced.stream().anyMatch(m -> ModuleName.same(m, name));
    }

    /** Whether the module runs, or was built into the kernel. */
    boolean loaded(String name) {
        return module(name).isPresent()
                || requested(name)
                        .filter(m -> m.outcome() == RequestedModule.Outcome.LOADED)
                        .isPresent()
                || (!ready && announces(name) && refusal(name).isEmpty());
    }

    Optional<ModuleParameter> parameter(String module, String name) {
        return parameters.stream()
                .filter(p -> ModuleName.same(p.module(), module) && ModuleName.same(p.name(), name))
                .findFirst();
    }
}
