package io.kiln.model.yaml;

import java.util.Optional;

/**
 * A problem in something that the user wrote: where, what, and what to do about it.
 *
 * @param excerpt the line of the file at that position, if it could be read
 */
public record Diagnostic(
        Severity severity, Position at, String message, Optional<String> hint, Optional<String> excerpt) {

    /** How much a diagnostic matters. */
    public enum Severity {
        ERROR,
        WARNING
    }

    public static Diagnostic error(Position at, String message) {
        return new Diagnostic(Severity.ERROR, at, message, Optional.empty(), Optional.empty());
    }

    public static Diagnostic warning(Position at, String message) {
        return new Diagnostic(Severity.WARNING, at, message, Optional.empty(), Optional.empty());
    }

    public Diagnostic withHint(String text) {
        return new Diagnostic(severity, at, message, Optional.of(text), excerpt);
    }

    public Diagnostic withExcerpt(String line) {
        return new Diagnostic(severity, at, message, hint, Optional.of(line));
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** The diagnostic as the user reads it: position and message, the line with a caret, the hint. */
    public String render() {
        StringBuilder text = new StringBuilder(at.toString())
                .append(": ")
                .append(severity == Severity.WARNING ? "warning: " : "")
                .append(message);
        excerpt.ifPresent(line -> {
            text.append("\n    ").append(line);
            if (at.column() > 0) {
                text.append("\n    ").append(" ".repeat(at.column() - 1)).append('^');
            }
        });
        hint.ifPresent(h -> text.append("\n  hint: ").append(h));
        return text.toString();
    }
}
