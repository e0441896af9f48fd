package io.kiln.model.template;

/** Thrown when a template cannot be parsed or executed. The message is the one Go gives. */
public final class TemplateException extends Exception {

    private final String message;
    private final int line;
    private final int column;
    private final String reason;

    TemplateException(String message, String reason, int line, int column) {
        super(message);
        this.message = message;
        this.reason = reason;
        this.line = line;
        this.column = column;
    }

    /** The message that Go gives: with the name of the template, the place and, when executing, the node. */
    @Override
    public String getMessage() {
        return message;
    }

    /** The line of the template, counted from 1. */
    public int line() {
        return line;
    }

    /** The column in characters of that line, counted from 1; 0 if unknown. */
    public int column() {
        return column;
    }

    /** What is wrong, without the place. */
    public String reason() {
        return reason;
    }
}
