package io.kiln.exec;

import java.io.IOException;

/** A process that could not be started in its container; the message says why, in the words of who tried. */
public class ProcessStartException extends IOException {

    public ProcessStartException(String message) {
        super(message);
    }
}
