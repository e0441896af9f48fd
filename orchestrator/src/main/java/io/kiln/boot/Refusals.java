package io.kiln.boot;

import io.kiln.machine.ModuleName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The modules that were refused. The kernel's message often names no module; the name comes from the program that wanted to
 * load it, just after it, or from the report of the machine's init at the end of the boot. Not thread-safe.
 */
final class Refusals {

    private static final int MOST = 2000;
    private static final int NEAR = 3;

    private final List<RefusedModule> refused = new ArrayList<>();
    private final List<RefusedModule> reported = new ArrayList<>();
    private int anonymousAt = -NEAR - 1;

    /** The kernel's own message, at this line of the console. */
    void byKernel(RefusedModule module, int line) {
        if (module.name().isEmpty()) {
            anonymousAt = line;
            add(refused, module);
        } else if (!knows(refused, module.name().get())) {
            add(refused, module);
        }
    }

    /** The message of a program that was told to load a module. */
    void byProgram(RefusedModule failure, int line) {
        String name = failure.name().orElseThrow();
        if (line - anonymousAt <= NEAR) {
            anonymousAt = -NEAR - 1;
            int last = refused.size() - 1;
            while (refused.get(last).name().isPresent()) {
                last--;
            }
            refused.set(last, refused.get(last).named(name));
        } else if (!knows(refused, name)) {
            add(refused, failure);
        }
    }

    /** The report of the machine's init. */
    void byReport(RefusedModule failure) {
        if (!knows(reported, failure.name().orElseThrow())) {
            add(reported, failure);
        }
    }

    /** All of them, each named as well as can be told. */
    List<RefusedModule> all() {
        List<RefusedModule> all = new ArrayList<>(refused);
        List<RefusedModule> open = reported.stream()
                .filter(r -> !knows(refused, r.name().orElseThrow()))
                .toList();
        List<RefusedModule> keys =
                open.stream().filter(r -> r.reason().contains("EKEYREJECTED")).toList();
        // A signature that fails gives no message of the kernel, so only equal numbers tell which message is whose.
        boolean paired =
                keys.size() == all.stream().filter(r -> r.name().isEmpty()).count();
        for (RefusedModule report : open) {
            Optional<Integer> anonymous = paired && keys.contains(report) ? firstAnonymous(all) : Optional.empty();
            if (anonymous.isPresent()) {
                int at = anonymous.get();
                all.set(at, all.get(at).named(report.name().orElseThrow()));
            } else {
                all.add(report);
            }
        }
        return List.copyOf(all);
    }

    private static Optional<Integer> firstAnonymous(List<RefusedModule> modules) {
        for (int i = 0; i < modules.size(); i++) {
            if (modules.get(i).name().isEmpty()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static boolean knows(List<RefusedModule> modules, String name) {
        return modules.stream()
                .anyMatch(m -> m.name().isPresent() && ModuleName.same(m.name().get(), name));
    }

    private static void add(List<RefusedModule> modules, RefusedModule module) {
        if (modules.size() < MOST) {
            modules.add(module);
        }
    }
}
