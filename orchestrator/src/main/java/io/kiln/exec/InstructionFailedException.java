package io.kiln.exec;

import io.kiln.progress.InstructionNames;
import java.nio.file.Path;
import java.util.List;

/** An instruction that ended with another status than 0. */
public final class InstructionFailedException extends BuildException {

    private static final int BUILD_FAILED = 1;

    private final String stage;
    private final transient InstructionTask instruction;
    private final int step;
    private final int exitStatus;
    private final transient List<String> lastLines;
    private final transient Path log;

    private InstructionFailedException(
            String stage, int step, InstructionTask instruction, int exitStatus, List<String> lastLines, Path log) {
        super(BUILD_FAILED, message(stage, step, instruction, exitStatus, lastLines, log));
        this.stage = stage;
        this.step = step;
        this.instruction = instruction;
        this.exitStatus = exitStatus;
        this.lastLines = List.copyOf(lastLines);
        this.log = log;
    }

    public static InstructionFailedException of(
            StageTask task, StepTask step, InstructionTask instruction, int exitStatus, List<String> lastLines) {
        return new InstructionFailedException(
                task.stage(), step.index(), instruction, exitStatus, lastLines, task.log());
    }

    public String stage() {
        return stage;
    }

    /** The step's index, counted from 0. */
    public int step() {
        return step;
    }

    public InstructionTask instruction() {
        return instruction;
    }

    /** As a shell gives it: 128 and the signal's number after a signal. */
    public int exitStatus() {
        return exitStatus;
    }

    /** The end of what the instruction printed, at most 40 lines. */
    public List<String> lastLines() {
        return lastLines;
    }

    /** The file with the whole output of the stage. */
    public Path log() {
        return log;
    }

    private static String message(
            String stage, int step, InstructionTask instruction, int exitStatus, List<String> lastLines, Path log) {
        StringBuilder text = new StringBuilder()
                .append(instruction.at())
                .append(": ")
                .append(stage)
                .append(": ")
                .append(InstructionNames.of(step, instruction.phase().key(), instruction.index()))
                .append(" failed with exit status ")
                .append(exitStatus);
        if (lastLines.isEmpty()) {
            text.append("; it printed nothing");
        } else {
            text.append("; the end of its output:");
            lastLines.forEach(line -> text.append("\n    ").append(line));
        }
        return text.append("\n  whole log: ").append(log).toString();
    }
}
