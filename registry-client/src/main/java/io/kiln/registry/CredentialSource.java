package io.kiln.registry;

import java.io.IOException;
import java.util.Optional;

/**
 * Finds the credentials of a registry. It is asked only when the registry wants them, and once for each registry; it may
 * run a helper program. Thread-safe.
 */
@FunctionalInterface
public interface CredentialSource {

    /**
     * Looks for credentials.
     *
     * @param registry {@code host[:port]} as written in references
     * @throws IOException if credentials are configured and cannot be read; the message holds no secret
     */
    Optional<RegistryCredentials> find(String registry) throws IOException;

    /** Knows no credentials: everything is done anonymously. */
    static CredentialSource none() {
        return registry -> Optional.empty();
    }

    /** Knows the credentials of one registry. */
    static CredentialSource of(String registry, RegistryCredentials credentials) {
        return asked -> asked.equals(registry) ? Optional.of(credentials) : Optional.empty();
    }

    /** Asks this source first, then the next. */
    default CredentialSource orElse(CredentialSource next) {
        return registry -> {
            Optional<RegistryCredentials> found = find(registry);
            return found.isPresent() ? found : next.find(registry);
        };
    }
}
