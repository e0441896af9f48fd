package io.kiln.model.extension;

/** A version constraint that a machine would not read, or not as its author meant it. */
public final class VersionRangeException extends IllegalArgumentException {

    private final String advice;

    VersionRangeException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    /** What to write instead. */
    public String advice() {
        return advice;
    }
}
