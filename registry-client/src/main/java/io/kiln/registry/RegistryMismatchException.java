package io.kiln.registry;

import io.kiln.oci.Digest;

/** A registry served bytes that are not those that were asked for. */
public final class RegistryMismatchException extends RegistryException {

    private static final long serialVersionUID = 1L;

    private final transient Digest expected;
    private final String actual;

    RegistryMismatchException(RegistryFailure failure, Digest expected, String actual) {
        super(failure, null);
        this.expected = expected;
        this.actual = actual;
    }

    /** The digest that was asked for. */
    public Digest expected() {
        return expected;
    }

    /** The digest, or the number of bytes in words, that came. */
    public String actual() {
        return actual;
    }
}
