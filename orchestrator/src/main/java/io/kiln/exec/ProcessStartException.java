package io.kiln.exec;

import java.io.IOException;

/** A process that could not be started in its container; the message says why, in the words of who tried. */
public class ProcessStartException extends IOException {

    private final boolean missing;

    public ProcessStartException(String message) {
        this(message, false);
    }

    /** @param missing whether the program is not in the root, or cannot be executed */
    public ProcessStartException(String message, boolean missing) {
        super(message);
        this.missing = missing;
    }

    /** Whether the reason is known to be that there is no such program. */
    public boolean isMissing() {
        return missing;
    }
}
