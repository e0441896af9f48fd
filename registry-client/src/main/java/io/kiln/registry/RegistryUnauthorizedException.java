package io.kiln.registry;

import org.jspecify.annotations.Nullable;

/** The registry wants credentials that we do not have, or refuses those that we have (401, 403). */
public final class RegistryUnauthorizedException extends RegistryException {

    private static final long serialVersionUID = 1L;

    RegistryUnauthorizedException(RegistryFailure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
