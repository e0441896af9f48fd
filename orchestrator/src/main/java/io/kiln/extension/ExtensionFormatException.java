package io.kiln.extension;

import java.io.IOException;

/** Thrown for what cannot be read at all, so that no rule can be held against it. */
public final class ExtensionFormatException extends IOException {

    ExtensionFormatException(String message) {
        super(message);
    }

    ExtensionFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
