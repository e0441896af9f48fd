package io.kiln.cli;

import io.kiln.boot.MachineOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options of the virtual machine. */
final class MachineOption {

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h)?");
    private static final Pattern MEMORY = Pattern.compile("(\\d{1,7})(M|G)?");
    private static final Duration START = Duration.ofSeconds(30);

    @Option(
            names = "--accel",
            paramLabel = "A",
            defaultValue = "tcg",
            description = "How QEMU runs the machine: tcg (software, works everywhere), kvm, ... (default: tcg).")
    String accelerator = "tcg";

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "1G",
            description = "Such as 512M or 2G (default: 1G).")
    String memory = "1G";

    @Option(names = "--cpus", paramLabel = "N", defaultValue = "1", description = "Processors (default: 1).")
    int cpus = 1;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2m",
            description = "The machine is ended after this time, such as 90s or 5m (default: 2m).")
    String timeout = "2m";

    @Option(
            names = "--qemu",
            paramLabel = "PROGRAM",
            defaultValue = "qemu-system-x86_64",
            description = "The QEMU to use (default: qemu-system-x86_64).")
    String program = "qemu-system-x86_64";

    MachineOptions options(List<Path> disks, boolean writable) {
        Duration deadline = time();
        int size = megabytes();
        return UsageException.parsing(
                "the machine",
                () -> new MachineOptions(program, accelerator, size, cpus, disks, writable, deadline, START));
    }

    private Duration time() {
        Matcher matcher = TIME.matcher(timeout);
        if (!matcher.matches()) {
            throw new UsageException("--timeout takes a time such as 90s, 5m or 1h, not '" + timeout + "'");
        }
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        long number = Long.parseLong(matcher.group(1));
        return switch (unit) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
        };
    }

    private int megabytes() {
        Matcher matcher = MEMORY.matcher(memory);
        if (!matcher.matches()) {
            throw new UsageException("--memory takes a size such as 512M or 2G, not '" + memory + "'");
        }
        long number = Long.parseLong(matcher.group(1)) * ("G".equals(matcher.group(2)) ? 1024 : 1);
        return (int) Math.min(Integer.MAX_VALUE, number);
    }
}
