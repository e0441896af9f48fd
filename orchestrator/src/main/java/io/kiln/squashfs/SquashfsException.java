package io.kiln.squashfs;

import java.io.IOException;

/** Says that a file is not the squashfs it should be, or is one that Kiln cannot read; the message names what is wrong. */
public final class SquashfsException extends IOException {

    SquashfsException(String message) {
        super(message);
    }

    SquashfsException(String message, Throwable cause) {
        super(message, cause);
    }
}
