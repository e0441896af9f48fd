package io.kiln.registry;

import java.net.URI;
import java.util.Set;

/**
 * Where a registry of some name answers.
 *
 * @param registry the name in references
 * @param base scheme, host and port
 */
record RegistryEndpoint(String registry, URI base) {

    /** Plain http to loopback and to the named insecure registries; https to everybody else. */
    static RegistryEndpoint of(String registry, Set<String> insecure) {
        String address =
                registry.equals("docker.io") || registry.equals("index.docker.io") ? "registry-1.docker.io" : registry;
        String host = URI.create("http://" + address).getHost();
        boolean plain = host != null && Loopback.isLoopback(host) || insecure.contains(registry);
        return new RegistryEndpoint(registry, URI.create((plain ? "http://" : "https://") + address));
    }

    URI resolve(String path) {
        return base.resolve(path);
    }

    boolean isSameHost(URI other) {
        return Uris.sameHost(base, other);
    }

    /** Whether a password may travel there: inside TLS, or without leaving this machine. */
    static boolean mayCarrySecrets(URI uri) {
        return "https".equals(uri.getScheme())
                || "http".equals(uri.getScheme()) && uri.getHost() != null && Loopback.isLoopback(uri.getHost());
    }

    /** Whether nothing but Kiln's own registry or a local one can be meant. */
    boolean isLoopback() {
        return base.getHost() != null && Loopback.isLoopback(base.getHost());
    }
}
