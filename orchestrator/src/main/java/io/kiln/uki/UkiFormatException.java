package io.kiln.uki;

import java.io.IOException;

/** Says that a file is not the unified kernel image or initramfs that it should be; the message names what is wrong. */
public final class UkiFormatException extends IOException {

    public UkiFormatException(String message) {
        super(message);
    }

    public UkiFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
