package io.kiln.registry;

import java.io.InterruptedIOException;

/** Turns an interrupt into the I/O exception that callers expect, keeping the thread's flag. */
final class Interrupts {

    private Interrupts() {}

    static InterruptedIOException asIo(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException io = new InterruptedIOException("interrupted while talking to a registry");
        io.initCause(e);
        return io;
    }
}
