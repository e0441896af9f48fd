package io.kiln.model.yaml;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The texts of the files that were read, to show the line that a diagnostic is about. Not thread-safe. */
public final class SourceTexts {

    private static final int LONGEST_LINE = 300;

    private final Map<String, String> texts = new HashMap<>();

    /** Keeps the text of a file under the name that positions in it carry. */
    public void put(String file, String text) {
        texts.put(file, text);
    }

    /** The text of a file, if it was kept. */
    public Optional<String> get(String file) {
        return Optional.ofNullable(texts.get(file));
    }

    /** The diagnostic with the line it is about, if that line is known and short enough to show. */
    public Diagnostic withExcerpt(Diagnostic diagnostic) {
        if (diagnostic.excerpt().isPresent()) {
            return diagnostic;
        }
        return line(diagnostic.at()).map(diagnostic::withExcerpt).orElse(diagnostic);
    }

    private Optional<String> line(Position at) {
        String text = texts.get(at.file());
        if (text == null || at.line() < 1) {
            return Optional.empty();
        }
        int start = 0;
        for (int i = 1; i < at.line(); i++) {
            start = text.indexOf('\n', start) + 1;
            if (start == 0) {
                return Optional.empty();
            }
        }
        int newline = text.indexOf('\n', start);
        int end = newline < 0 ? text.length() : newline;
        return end - start > LONGEST_LINE ? Optional.empty() : Optional.of(printable(text.substring(start, end)));
    }

    /** One column a character, so that the caret stands right, and nothing that a terminal would obey. */
    private static String printable(String line) {
        StringBuilder shown = new StringBuilder(line.length());
        line.stripTrailing()
                .codePoints()
                .map(c -> c == '\t' ? ' ' : Character.isISOControl(c) ? '?' : c)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
