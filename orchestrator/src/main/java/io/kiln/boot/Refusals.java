package io.kiln.boot;

import io.kiln.machine.ModuleName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The modules that were refused. The kernel's message often names no module; the name comes from the program that wanted to
 * load it, just after it, or from the report of the machine's init at the end of the boot. Not thread-safe.
 */
final class Refusals {

    private static final int MOST = 2000;
    private static final int NEAR = 3;

    private final Map<String, RefusedModule> refused = new LinkedHashMap<>();
    private final Map<String, RefusedModule> reported = new LinkedHashMap<>();
    private final List<RefusedModule> unnamed = new ArrayList<>();
    private int unnamedAt = -NEAR - 1;

    /** The kernel's own message, at this line of the console. */
    void byKernel(RefusedModule module, int line) {
        if (module.name().isPresent()) {
            addNew(refused, module);
            return;
        }
        // Some programs try twice, in two ways, and the kernel says the same thing twice.
        if (line - unnamedAt > NEAR || !unnamed.contains(module)) {
            unnamedAt = line;
            if (unnamed.size() < MOST) {
                unnamed.add(module);
            }
        }
    }

    /** The message of a program that was told to load a module. */
    void byProgram(RefusedModule failure, int line) {
        if (line - unnamedAt <= NEAR && !unnamed.isEmpty()) {
            unnamedAt = -NEAR - 1;
            RefusedModule last = unnamed.remove(unnamed.size() - 1);
            addNew(refused, last.named(failure.name().orElseThrow()));
        } else {
            addNew(refused, failure);
        }
    }

    /** The report of the machine's init. */
    void byReport(RefusedModule failure) {
        addNew(reported, failure);
    }

    /** All of them, each named as well as can be told. */
    List<RefusedModule> all() {
        List<RefusedModule> all = new ArrayList<>(refused.values());
        List<RefusedModule> open = reported.values().stream()
                .filter(r -> !refused.containsKey(key(r)))
                .toList();
        List<RefusedModule> messages = unnamed.stream().distinct().toList();
        long keys = open.stream().filter(Refusals::byKey).count();
        // A signature that fails gives no message of the kernel: which message is whose can be told of one module only.
        boolean told = keys == 1 && messages.size() == 1;
        for (RefusedModule report : open) {
            all.add(told && byKey(report) ? messages.get(0).named(report.name().orElseThrow()) : report);
        }
        if (!told) {
            all.addAll(messages);
        }
        return List.copyOf(all);
    }

    private static boolean byKey(RefusedModule module) {
        return module.reason().contains("EKEYREJECTED");
    }

    private static void addNew(Map<String, RefusedModule> modules, RefusedModule module) {
        if (modules.size() < MOST) {
            modules.putIfAbsent(key(module), module);
        }
    }

    private static String key(RefusedModule module) {
        return ModuleName.normal(module.name().orElseThrow());
    }
}
