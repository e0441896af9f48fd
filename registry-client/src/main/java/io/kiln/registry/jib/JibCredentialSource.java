package io.kiln.registry.jib;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import io.kiln.registry.CredentialSource;
import io.kiln.registry.RegistryCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the configuration files that {@code docker login}, {@code podman login} and {@code skopeo login} write, with
 * their credential helpers and identity tokens. Thread-safe.
 */
public final class JibCredentialSource implements CredentialSource {

    private final List<Path> files;
    private final Map<String, String> environment;

    private JibCredentialSource(List<Path> files, Map<String, String> environment) {
        this.files = List.copyOf(files);
        this.environment = Map.copyOf(environment);
    }

    /** Looks where the tools of this user look: see {@link CredentialFiles}. */
    public static JibCredentialSource ofUser() {
        Map<String, String> environment = System.getenv();
        return new JibCredentialSource(
                CredentialFiles.of(environment, Path.of(System.getProperty("user.home"))), environment);
    }

    /**
     * Looks in these files, the first that knows the registry wins.
     *
     * @param environment for credential helpers
     */
    public static JibCredentialSource of(List<Path> files, Map<String, String> environment) {
        return new JibCredentialSource(files, environment);
    }

    @Override
    public Optional<RegistryCredentials> find(String registry) throws IOException {
        CredentialRetrieverFactory factory =
                CredentialRetrieverFactory.forImage(ImageReference.of(registry, "kiln", null), log -> {}, environment);
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                Optional<Credential> found = retrieve(factory.dockerConfig(file), registry, file);
                if (found.isPresent()) {
                    return found.map(JibCredentialSource::convert);
                }
            }
        }
        return Optional.empty();
    }

    /** The cause is dropped on purpose: a helper's output or a file's line in its message may hold a secret. */
    private static Optional<Credential> retrieve(CredentialRetriever retriever, String registry, Path file)
            throws IOException {
        try {
            return retriever.retrieve();
        } catch (CredentialRetrievalException | RuntimeException e) {
            throw new IOException("cannot read the credentials of " + registry + " that " + file
                    + " names: the file is damaged or its credential helper fails; log in anew: docker login "
                    + registry);
        }
    }

    private static RegistryCredentials convert(Credential found) {
        return found.isOAuth2RefreshToken()
                ? RegistryCredentials.identityToken(found.getPassword())
                : RegistryCredentials.password(found.getUsername(), found.getPassword());
    }
}
