package io.kiln.model.template;

import io.kiln.model.template.value.Utf8;
import java.util.Arrays;

/**
 * The text of a template and where its lines are.
 *
 * @param bytes the text, one byte in each character
 */
record SourceText(String name, String bytes, LineIndex lines) {

    static SourceText of(String name, byte[] text) {
        return new SourceText(name, Utf8.ofBytes(text), LineIndex.of(text));
    }

    /** A failure to parse. */
    TemplateException parseError(int line, int offset, String message) {
        Location at = lines.locate(offset);
        int column = at.line() == line ? at.column() : 0;
        String reason = Utf8.decode(message);
        return new TemplateException("template: " + name + ":" + line + ": " + reason, reason, line, column);
    }

    /** A failure to execute a node of the named template. */
    TemplateException executionError(String template, int offset, String node, String message) {
        Location at = lines.locate(offset);
        String reason = Utf8.decode(message);
        String quoted = io.kiln.model.template.value.Quote.quote(template);
        String text = "template: " + name + ":" + at.line() + ":" + lines.byteColumn(offset) + ": executing "
                + Utf8.decode(quoted) + " at <" + Utf8.decode(node) + ">: " + reason;
        return new TemplateException(text, reason, at.line(), at.column());
    }

    /** Where the lines of a text of bytes start. */
    record LineIndex(byte[] text, int[] starts) {

        static LineIndex of(byte[] text) {
            int[] starts = new int[16];
            int count = 1;
            for (int i = 0; i < text.length; i++) {
                if (text[i] == '\n') {
                    starts = count == starts.length ? Arrays.copyOf(starts, count * 2) : starts;
                    starts[count++] = i + 1;
                }
            }
            return new LineIndex(text, Arrays.copyOf(starts, count));
        }

        Location locate(int offset) {
            int line = line(offset);
            int column = 1;
            for (int i = starts[line - 1]; i < Math.min(offset, text.length); i++) {
                // Continuation bytes of UTF-8 belong to the character before them.
                column += (text[i] & 0xC0) == 0x80 ? 0 : 1;
            }
            return new Location(line, column);
        }

        int line(int offset) {
            int found = Arrays.binarySearch(starts, offset);
            return found >= 0 ? found + 1 : -found - 1;
        }

        int byteColumn(int offset) {
            return offset - starts[line(offset) - 1];
        }

        /** The offset of a character, clipped to its line. */
        int offset(int line, int column) {
            int at = starts[Math.max(1, Math.min(line, starts.length)) - 1];
            for (int i = 1; i < column && at < text.length && text[at] != '\n'; i++) {
                do {
                    at++;
                } while (at < text.length && (text[at] & 0xC0) == 0x80);
            }
            return at;
        }
    }
}
