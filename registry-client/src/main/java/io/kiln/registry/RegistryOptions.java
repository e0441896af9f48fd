package io.kiln.registry;

import io.kiln.tls.TrustedAuthorities;
import java.time.Duration;
import java.util.Set;

/**
 * How registries are talked to.
 *
 * @param insecure names of registries that speak plain http though they are not on loopback; no password is sent to them
 * @param parallel blobs sent at once in one push
 * @param authorities whose certificates registries over https may have
 * @param patience after how much time without a byte or an answer a request counts as broken
 */
public record RegistryOptions(
        CredentialSource credentials,
        Set<String> insecure,
        int parallel,
        RetryPolicy retry,
        TrustedAuthorities authorities,
        Duration patience) {

    public RegistryOptions {
        insecure = Set.copyOf(insecure);
        if (parallel < 1) {
            throw new IllegalArgumentException("'parallel' must be at least 1, not " + parallel);
        }
    }

    /** No insecure registries, four blobs at once, the standard retries, the authorities of this machine, a minute's patience. */
    public static RegistryOptions with(CredentialSource credentials) {
        return new RegistryOptions(
                credentials,
                Set.of(),
                4,
                RetryPolicy.standard(),
                TrustedAuthorities.ofSystem(),
                Duration.ofSeconds(60));
    }

    public RegistryOptions withInsecure(Set<String> registries) {
        return new RegistryOptions(credentials, registries, parallel, retry, authorities, patience);
    }

    public RegistryOptions withRetry(RetryPolicy policy) {
        return new RegistryOptions(credentials, insecure, parallel, policy, authorities, patience);
    }

    public RegistryOptions withAuthorities(TrustedAuthorities trusted) {
        return new RegistryOptions(credentials, insecure, parallel, retry, trusted, patience);
    }

    public RegistryOptions withPatience(Duration time) {
        return new RegistryOptions(credentials, insecure, parallel, retry, authorities, time);
    }
}
