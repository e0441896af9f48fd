package io.kiln.registry;

import io.kiln.tls.TrustedAuthorities;
import java.util.Set;

/**
 * How registries are talked to.
 *
 * @param insecure names of registries that speak plain http though they are not on loopback; no password is sent to them
 * @param parallel blobs sent at once in one push
 * @param authorities whose certificates registries over https may have
 */
public record RegistryOptions(
        CredentialSource credentials,
        Set<String> insecure,
        int parallel,
        RetryPolicy retry,
        TrustedAuthorities authorities) {

    public RegistryOptions {
        insecure = Set.copyOf(insecure);
        if (parallel < 1) {
            throw new IllegalArgumentException("'parallel' must be at least 1, not " + parallel);
        }
    }

    /** No insecure registries, four blobs at once, the standard retries, the authorities of this machine. */
    public static RegistryOptions with(CredentialSource credentials) {
        return new RegistryOptions(credentials, Set.of(), 4, RetryPolicy.standard(), TrustedAuthorities.ofSystem());
    }

    public RegistryOptions withInsecure(Set<String> registries) {
        return new RegistryOptions(credentials, registries, parallel, retry, authorities);
    }

    public RegistryOptions withRetry(RetryPolicy policy) {
        return new RegistryOptions(credentials, insecure, parallel, policy, authorities);
    }

    public RegistryOptions withAuthorities(TrustedAuthorities trusted) {
        return new RegistryOptions(credentials, insecure, parallel, retry, trusted);
    }
}
