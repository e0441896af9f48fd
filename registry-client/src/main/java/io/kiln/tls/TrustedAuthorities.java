package io.kiln.tls;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The authorities whose certificates are believed: Java's own, the system's ({@code $SSL_CERT_FILE} in its place if that
 * is set), and for one registry what {@code /etc/docker/certs.d/HOST[:PORT]/*.crt} holds, or podman's folder of that kind.
 * Nothing is read before a context is asked for. Thread-safe.
 */
public final class TrustedAuthorities {

    private static final List<String> BUNDLES =
            List.of("etc/ssl/certs/ca-certificates.crt", "etc/pki/tls/certs/ca-bundle.crt", "etc/ssl/cert.pem");
    private static final List<String> REGISTRIES = List.of("etc/docker/certs.d", "etc/containers/certs.d");

    private final Path root;
    private final Optional<Path> named;
    private @Nullable SSLContext common;

    private TrustedAuthorities(Path root, Optional<Path> named) {
        this.root = root;
        this.named = named;
    }

    /** Those of this machine and user. */
    public static TrustedAuthorities ofSystem() {
        return of(Path.of("/"), System.getenv());
    }

    /**
     * Those of another root of files.
     *
     * @param environment {@code SSL_CERT_FILE} counts
     */
    public static TrustedAuthorities of(Path root, Map<String, String> environment) {
        return new TrustedAuthorities(
                root,
                Optional.ofNullable(environment.get("SSL_CERT_FILE"))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of));
    }

    /** Whether there are authorities for this registry alone. */
    public boolean hasOwn(String registry) {
        return REGISTRIES.stream().anyMatch(folder -> Files.isDirectory(folder(folder, registry)));
    }

    /**
     * A context for connections to anybody.
     *
     * @throws UnreadableAuthorityException if one of the files is no file of certificates
     */
    public synchronized SSLContext context() throws IOException {
        if (common == null) {
            common = context(List.of());
        }
        return common;
    }

    /**
     * A context for what one registry asks to connect to: itself, its token service, its storage.
     *
     * @param registry host and port, as in references
     * @throws UnreadableAuthorityException if one of the files is no file of certificates
     */
    public SSLContext context(String registry) throws IOException {
        List<Path> own = new ArrayList<>();
        for (String name : REGISTRIES) {
            Path folder = folder(name, registry);
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.crt")) {
                    files.forEach(own::add);
                }
            }
        }
        return own.isEmpty() ? context() : context(own);
    }

    private Path folder(String name, String registry) {
        if (registry.contains("/") || registry.startsWith(".")) {
            throw new IllegalArgumentException("'" + registry + "' is not the name of a registry");
        }
        return root.resolve(name).resolve(registry);
    }

    private SSLContext context(List<Path> own) throws IOException {
        List<Path> files = new ArrayList<>(own);
        named.or(() -> BUNDLES.stream()
                        .map(root::resolve)
                        .filter(Files::isReadable)
                        .findFirst())
                .ifPresent(files::add);
        try {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(null, null);
            for (TrustManager manager : managers(null)) {
                if (manager instanceof X509TrustManager java) {
                    add(all, List.of(java.getAcceptedIssuers()));
                }
            }
            for (Path file : files) {
                add(all, new CertificateFile(file).read());
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(all), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static void add(KeyStore store, Iterable<? extends Certificate> certificates)
            throws GeneralSecurityException {
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("authority " + store.size(), certificate);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory.getTrustManagers();
    }
}
