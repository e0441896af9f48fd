package io.kiln.boot;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Cuts what a serial console prints into lines that are safe to show: escape sequences and control characters are gone, and
 * what is longer than {@value #LONGEST} bytes is cut off. Not thread-safe.
 */
final class ConsoleLines {

    static final int LONGEST = 2048;

    /** CSI sequences, such as colours, and the two-byte escapes. */
    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]?|\u001b[ -~]?");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private final byte[] line = new byte[LONGEST];
    private final Consumer<String> lines;
    private int length;
    private int count;

    ConsoleLines(Consumer<String> lines) {
        this.lines = lines;
    }

    /** How many lines there were. */
    int count() {
        return count;
    }

    void add(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                end();
            } else if (length < LONGEST) {
                line[length++] = b;
            }
        }
    }

    /** Hands over what is there of a line that was not ended. */
    void end() {
        if (length == 0) {
            return;
        }
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        length = 0;
        String printable = CONTROL.matcher(ESCAPES.matcher(text).replaceAll(""))
                .replaceAll("")
                .strip();
        if (!printable.isEmpty()) {
            count++;
            lines.accept(printable);
        }
    }
}
