package io.kiln.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The virtual machine.
 *
 * @param program QEMU, a path or a name to find in PATH
 * @param accelerator as QEMU knows them: {@code tcg}, {@code kvm}
 * @param disks images of disks, in the order in which the machine sees them
 * @param writable whether the disks keep what the machine writes
 * @param timeout of the whole boot
 * @param startTimeout until the machine has printed something
 */
public record MachineOptions(
        String program,
        String accelerator,
        int memoryMiB,
        int cpus,
        List<Path> disks,
        boolean writable,
        Duration timeout,
        Duration startTimeout) {

    public MachineOptions {
        disks = List.copyOf(disks);
        if (!accelerator.matches("[a-z0-9]+")) {
            throw new IllegalArgumentException(
                    "'" + accelerator + "' is not an accelerator of QEMU, such as tcg or kvm");
        }
        if (memoryMiB < 32 || memoryMiB > 1 << 20) {
            throw new IllegalArgumentException(memoryMiB + " MiB of memory: a machine takes 32 to 1048576");
        }
        if (cpus < 1 || cpus > 255) {
            throw new IllegalArgumentException(cpus + " processors: a machine takes 1 to 255");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a deadline of " + timeout.toSeconds() + " s leaves no time");
        }
    }
}
