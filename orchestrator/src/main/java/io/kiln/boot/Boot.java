package io.kiln.boot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Boots a machine, reads its console to the end, and says what it came to. One instance a boot. */
public final class Boot {

    /** How long a machine that has said that it ends is given to do so. */
    private static final Duration ENDING = Duration.ofSeconds(3);
    /** How long the console of a machine that never says that it is ready must be quiet. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final BootRequest request;
    private final ConsoleParser parser = new ConsoleParser();
    private final long start = System.nanoTime();

    private Boot(BootRequest request) {
        this.request = request;
    }

    /**
     * Boots, and ends the machine in any case. An interruption ends it too.
     *
     * @throws IOException if QEMU or its firmware is missing, or QEMU does not start a machine
     */
    public static BootVerdict run(BootRequest request) throws IOException, InterruptedException {
        return new Boot(request).run();
    }

    private BootVerdict run() throws IOException, InterruptedException {
        List<String> command = QemuCommand.of(request);
        QemuProgram.check(request.machine().program());
        OutputStream log = Files.newOutputStream(request.log());
        MachineProcess process;
        try {
            process = MachineProcess.start(command);
        } catch (IOException e) {
            log.close();
            throw e;
        }
        BootEnd end;
        try (process;
                Console console = Console.follow(process.console(), log)) {
            end = follow(console, process);
            Duration took = elapsed();
            process.close();
            if (console.logFailure().isPresent()) {
                throw new IOException(
                        "the log " + request.log() + " could not be written: "
                                + console.logFailure().get().getMessage(),
                        console.logFailure().get());
            }
            if (!console.spoken() && noMachine(end, process)) {
                throw new IOException(reason(process, end == BootEnd.EXITED));
            }
            return BootVerdict.of(end, parser.report(), request.expectations(), took, request.log());
        }
    }

    private BootEnd follow(Console console, MachineProcess process) throws InterruptedException {
        Duration deadline = request.machine().timeout();
        Optional<BootEnd> near = Optional.empty();
        long lastLine = System.nanoTime();
        while (elapsed().compareTo(deadline) < 0) {
            Optional<Console.Event> event = console.next(100);
            if (event.isPresent()) {
                switch (event.get().kind()) {
                    case FLOOD -> {
                        return BootEnd.FLOOD;
                    }
                    case END -> {
                        return near.orElse(BootEnd.EXITED);
                    }
                    case LINE -> parser.line(event.get().text());
                }
                lastLine = System.nanoTime();
            } else if (!console.spoken()
                    && elapsed().compareTo(request.machine().startTimeout()) > 0) {
                return BootEnd.SILENT;
            } else if (settled(lastLine)) {
                return BootEnd.SETTLED;
            }
            Optional<BootEnd> before = near;
            near = parser.ending().map(Boot::end);
            if (near.equals(Optional.of(BootEnd.READY))) {
                return BootEnd.READY;
            }
            if (near.isPresent() && before.isEmpty()) {
                Duration latest = elapsed().plus(ENDING);
                deadline = latest.compareTo(deadline) < 0 ? latest : deadline;
            }
        }
        return near.orElse(BootEnd.DEADLINE);
    }

    /** For machines that never say that they are ready: all that is expected was seen, and nothing more comes. */
    private boolean settled(long lastLine) {
        if (request.expectations().isEmpty() || System.nanoTime() - lastLine < QUIET.toNanos()) {
            return false;
        }
        ConsoleReport report = parser.report();
        return !report.reports()
                && request.expectations().stream().allMatch(e -> !(e instanceof Expectation.Absent))
                && request.expectations().stream().allMatch(e -> e.check(report).met());
    }

    private static BootEnd end(ConsoleParser.Ending ending) {
        return switch (ending) {
            case READY -> BootEnd.READY;
            case POWER_OFF -> BootEnd.POWER_OFF;
            case PANIC -> BootEnd.PANIC;
        };
    }

    /** Whether it is QEMU that is to blame for an empty console, and not what runs in it. */
    private boolean noMachine(BootEnd end, MachineProcess process) throws InterruptedException {
        return end == BootEnd.EXITED
                ? process.exitStatus(0) != 0
                : process.hangs() || !request.machine().accelerator().equals("tcg");
    }

    private String reason(MachineProcess process, boolean ended) throws InterruptedException {
        MachineOptions machine = request.machine();
        String said = process.errors().isEmpty()
                ? ""
                : "\n" + process.errors().indent(2).stripTrailing();
        String advice = machine.accelerator().equals("tcg") ? "" : " --accel tcg always works, though slower.";
        if (process.hangs()) {
            return "QEMU with --accel " + machine.accelerator() + " printed nothing for "
                    + elapsed().toSeconds() + " s and cannot even be ended: process " + process.pid()
                    + " hangs inside this machine's kernel." + advice + said;
        }
        if (!ended) {
            return "the machine printed nothing for " + elapsed().toSeconds() + " s, with --accel "
                    + machine.accelerator() + "; QEMU was ended." + advice + said;
        }
        return "QEMU did not start a machine (exit status " + process.exitStatus(0) + ")." + advice + said;
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
