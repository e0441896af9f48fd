package io.kiln.tls;

import java.io.IOException;
import java.nio.file.Path;

/** A file that should hold certificates of authorities does not, or cannot be read; the message names it. */
public final class UnreadableAuthorityException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableAuthorityException(Path file, String why, Throwable cause) {
        super("'" + file + "' should hold certificates of authorities (PEM), and " + why, cause);
    }
}
