package io.kiln.registry;

import org.jspecify.annotations.Nullable;

/** The registry has no such manifest, blob or repository (404). */
public final class RegistryNotFoundException extends RegistryException {

    private static final long serialVersionUID = 1L;

    RegistryNotFoundException(RegistryFailure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
