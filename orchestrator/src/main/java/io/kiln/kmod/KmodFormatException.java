package io.kiln.kmod;

import java.io.IOException;

/** Says that a kernel image or a module is not of the form it should have; the message names what is wrong. */
public final class KmodFormatException extends IOException {

    KmodFormatException(String message) {
        super(message);
    }

    KmodFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
