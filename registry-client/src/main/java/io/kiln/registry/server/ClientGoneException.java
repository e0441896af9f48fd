package io.kiln.registry.server;

import java.io.IOException;

/** The client's connection broke while it sent; nothing is wrong here. */
final class ClientGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    ClientGoneException(IOException cause) {
        super("the connection broke", cause);
    }
}
