package io.kiln.extension;

import io.kiln.kmod.FileTree;
import io.kiln.model.Platform;
import java.util.Map;
import java.util.Set;

/** Programs, libraries and modules are for the processor that the image says. */
final class ArchitectureRule {

    private static final String FIRMWARE = FileTree.EXTENSION_ROOT + "/usr/lib/firmware/";

    /** Code for the kernel's own virtual machine, which is the same on every processor. */
    private static final int BPF = 247;

    /** By architecture {@code e_machine} of a module, and of what else that processor runs. */
    private static final Map<String, Machines> MACHINES = Map.of(
            "amd64", new Machines(62, Set.of(62, 3, BPF)),
            "arm64", new Machines(183, Set.of(183, 40, BPF)),
            "riscv64", new Machines(243, Set.of(243, BPF)));

    private static final Map<Integer, String> NAMES =
            Map.of(3, "386", 40, "arm", 62, "amd64", 183, "arm64", 243, "riscv", BPF, "bpf");

    private record Machines(int module, Set<Integer> programs) {}

    private ArchitectureRule() {}

    static void check(ExtensionContent content, Platform platform, Findings findings) {
        Machines machines = MACHINES.get(platform.architecture());
        if (machines == null) {
            return;
        }
        content.forEach((path, place, facts) -> {
            if (facts.machine().isEmpty() || path.startsWith(FIRMWARE)) {
                return; // firmware runs on the device, whatever that is
            }
            int machine = facts.machine().get();
            boolean fits = facts.module().isPresent()
                    ? machine == machines.module()
                    : machines.programs().contains(machine);
            if (!fits) {
                findings.error(
                        ExtensionRule.ARCHITECTURE,
                        path,
                        "it is for " + NAMES.getOrDefault(machine, "another processor (ELF machine " + machine + ")")
                                + ", but the extension is for " + platform,
                        "build it for " + platform + ", or the extension for the other platform");
            }
        });
    }

    /** The image as a whole, where its configuration says another platform than the one asked for. */
    static void checkImage(String configured, Platform wanted, Findings findings) {
        Platform found = Platform.parse(configured);
        if (!found.os().equals(wanted.os()) || !found.architecture().equals(wanted.architecture())) {
            findings.error(
                    ExtensionRule.ARCHITECTURE,
                    "",
                    "the image is for " + configured + ", and " + wanted
                            + " is wanted; a machine does not notice, since it is not in an index",
                    "build it with --platform " + wanted);
        }
    }
}
