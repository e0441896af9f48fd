package io.kiln.exec;

import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Carries the output of one instruction: every byte to the log, every line, cut to a bounded length, to the events, and
 * the last lines kept for an error. One thread writes.
 */
public final class InstructionOutput {

    private static final int LAST_LINES = 40;
    private static final int LONGEST_LINE = 4096;

    private final String stage;
    private final OutputStream log;
    private final BuildEvents events;
    private final Deque<String> last = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean cut;

    /** The owner of {@code log} closes it. */
    public InstructionOutput(String stage, OutputStream log, BuildEvents events) {
        this.stage = stage;
        this.log = log;
        this.events = events;
    }

    /** Reads a stream to its end. */
    public void pump(InputStream in) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            take(buffer, 0, n);
        }
        end();
    }

    /** Takes the next {@code length} bytes, from {@code offset} on. */
    public void take(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        log.write(bytes, offset, length);
        log.flush();
        for (int i = offset; i < offset + length; i++) {
            take(bytes[i]);
        }
    }

    /** Says that nothing more comes. */
    public void end() {
        if (line.size() > 0) {
            endLine();
        }
    }

    /** The last lines, at most 40; complete when all was taken. */
    public synchronized List<String> lastLines() {
        return List.copyOf(last);
    }

    private void take(byte b) {
        if (b == '\n') {
            endLine();
        } else if (line.size() < LONGEST_LINE) {
            line.write(b);
        } else {
            cut = true;
        }
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        text = (text.endsWith("\r") ? text.substring(0, text.length() - 1) : text) + (cut ? " …" : "");
        line.reset();
        cut = false;
        synchronized (this) {
            last.addLast(text);
            if (last.size() > LAST_LINES) {
                last.removeFirst();
            }
        }
        events.on(new BuildEvent.InstructionLogged(stage, text));
    }
}
