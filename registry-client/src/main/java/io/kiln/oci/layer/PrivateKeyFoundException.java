package io.kiln.oci.layer;

import java.io.IOException;

/** A file that was about to be published holds a private key. */
public final class PrivateKeyFoundException extends IOException {

    private final String path;
    private final PrivateKeyKind kind;

    PrivateKeyFoundException(String path, PrivateKeyKind kind) {
        super("'" + path + "' holds a private key (" + kind + "), and an image must not. Leave the file out, "
                + "or name it among those that may hold keys.");
        this.path = path;
        this.kind = kind;
    }

    /** Where in the image. */
    public String path() {
        return path;
    }

    public PrivateKeyKind kind() {
        return kind;
    }
}
