package io.kiln.imager;

import java.io.IOException;

/** A file among the inputs that does not have the form it should have; the message is a sentence for the user. */
public final class ImagerFormatException extends IOException {

    ImagerFormatException(String message) {
        super(message);
    }

    ImagerFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
