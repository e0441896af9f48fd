package io.kiln.exec;

import io.kiln.progress.InstructionNames;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The log file of a stage, used by one thread; whoever makes it closes it. It is begun anew when the first instruction runs, so a stage that runs none keeps the old. */
public final class StageLog implements Closeable {

    private final Path file;
    private @Nullable OutputStream out;

    public StageLog(Path file) {
        this.file = file;
    }

    /** Writes what is about to run, and returns where its output goes. */
    OutputStream begin(StepTask step, InstructionTask instruction) throws IOException {
        OutputStream log = out;
        if (log == null) {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            log = Files.newOutputStream(file);
            out = log;
        }
        line(
                log,
                "=== "
                        + InstructionNames.of(step.index(), instruction.phase().key(), instruction.index())
                        + " " + instruction.at());
        line(log, instruction.script().stripTrailing());
        line(log, "--- output");
        return log;
    }

    void end(String how) throws IOException {
        if (out != null) {
            line(out, "--- " + how);
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }

    private static void line(OutputStream log, String text) throws IOException {
        log.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
