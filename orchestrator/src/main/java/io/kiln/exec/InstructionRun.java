package io.kiln.exec;

import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs one instruction: tells of it, logs it, and turns a failure into an exception for the user. */
public final class InstructionRun {

    private static final String PREAMBLE = "set -eou pipefail\n";
    /** Containers carry the two outputs apart, and what was written first may come last: so there is only one. */
    private static final String ONE_STREAM = "exec \"$0\" \"$@\" 2>&1";

    private static final int INPUT_IS_WRONG = 2;
    private static final int ENVIRONMENT_IS_LACKING = 3;

    private final StageTask task;
    private final BuildEvents events;
    private final StageLog log;

    public InstructionRun(StageTask task, BuildEvents events, StageLog log) {
        this.task = task;
        this.events = events;
        this.log = log;
    }

    /**
     * Runs it.
     *
     * @throws InstructionFailedException if it ends with another status than 0
     * @throws BuildException if it cannot be run
     */
    public void run(StepTask step, InstructionTask instruction, RootProcesses processes)
            throws IOException, BuildException, InterruptedException {
        Optional<MergedTree> files = processes.files();
        if (files.isPresent()) {
            requireShell(instruction, files.get());
        }
        long start = System.nanoTime();
        String phase = instruction.phase().key();
        events.on(new BuildEvent.InstructionStarted(
                task.stage(), step.index(), phase, instruction.index(), instruction.script()));
        OutputStream out = log.begin(step, instruction);
        InstructionOutput output = new InstructionOutput(task.stage(), out, events);
        int status = -1;
        try {
            status = processes.run(shell(ONE_STREAM, task.shell(), "-c", PREAMBLE + instruction.script()), output);
        } catch (ProcessStartException e) {
            log.end("did not start: " + e.getMessage());
            if (e.isMissing()) {
                throw noShell(instruction);
            }
            throw new BuildException(
                    ENVIRONMENT_IS_LACKING,
                    instruction.at() + ": " + task.stage() + ": the container for " + phase + "[" + instruction.index()
                            + "] could not be run: " + e.getMessage(),
                    e);
        } finally {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            log.end((status < 0 ? "ended" : "exit status " + status) + " after " + elapsed.toMillis() + " ms");
            events.on(new BuildEvent.InstructionFinished(
                    task.stage(), step.index(), phase, instruction.index(), status, elapsed));
        }
        if (status != 0) {
            refuseShellWithoutPipefail(instruction, processes, output);
            throw InstructionFailedException.of(task, step, instruction, status, output.lastLines());
        }
    }

    private void requireShell(InstructionTask instruction, MergedTree files) throws IOException, BuildException {
        Optional<MergedNode> shell = files.resolve(Path.of(task.shell()));
        if (shell.isEmpty() || !shell.get().stat().isRegular()) {
            throw noShell(instruction);
        }
        if ((shell.get().stat().permissions() & 0111) == 0) {
            throw new BuildException(
                    INPUT_IS_WRONG,
                    instruction.at() + ": " + task.stage() + ": the shell " + task.shell() + " in " + task.shellImage()
                            + " is not executable");
        }
    }

    private List<String> shell(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(task.shell(), "-c", script));
        command.addAll(List.of(arguments));
        return command;
    }

    private BuildException noShell(InstructionTask instruction) {
        return new BuildException(
                INPUT_IS_WRONG,
                instruction.at() + ": " + task.stage() + ": there is no shell " + task.shell() + " in "
                        + task.shellImage() + "; add a dependency that brings it, or name another with shell:");
    }

    /* dash says "Illegal option -o pipefail"; whether that came from the shell or the script, a second run without the
    script tells. */
    private void refuseShellWithoutPipefail(
            InstructionTask instruction, RootProcesses processes, InstructionOutput output)
            throws IOException, BuildException, InterruptedException {
        if (output.lastLines().stream().noneMatch(line -> line.contains("pipefail"))) {
            return;
        }
        InstructionOutput unheard =
                new InstructionOutput(task.stage(), OutputStream.nullOutputStream(), BuildEvents.NONE);
        if (processes.probe(shell(PREAMBLE), unheard) != 0) {
            throw new BuildException(
                    INPUT_IS_WRONG,
                    instruction.at() + ": " + task.stage() + ": the shell " + task.shell() + " in " + task.shellImage()
                            + " does not know 'set -o pipefail', as Debian's dash; make it bash, or name another with"
                            + " shell:");
        }
    }
}
