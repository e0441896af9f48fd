package io.kiln.registry;

import org.jspecify.annotations.Nullable;

/** No answer came: nothing listens there, the name is unknown, or the connection failed. */
public final class RegistryUnreachableException extends RegistryException {

    private static final long serialVersionUID = 1L;

    RegistryUnreachableException(RegistryFailure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
