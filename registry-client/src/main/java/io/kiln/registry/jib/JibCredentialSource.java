package io.kiln.registry.jib;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import io.kiln.registry.CredentialSource;
import io.kiln.registry.RegistryCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                Optional<RegistryCredentials> found = find(registry, file);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<RegistryCredentials> find(String registry, Path file) throws IOException {
        Optional<String> identity = ConfigFile.read(file).identityToken(registry);
        if (identity.isPresent()) {
            return identity.map(RegistryCredentials::identityToken);
        }
        List<LogEvent> failures = new ArrayList<>();
        CredentialRetrieverFactory factory = CredentialRetrieverFactory.forImage(
                ImageReference.of(registry, "kiln", null), event -> noteFailure(event, failures), environment);
        Optional<Credential> found;
        try {
            found = factory.dockerConfig(file).retrieve();
        } catch (CredentialRetrievalException | RuntimeException e) {
            throw unreadable(registry, file);
        }
        if (found.isEmpty() && !failures.isEmpty()) {
            throw unreadable(registry, file);
        }
        return found.map(JibCredentialSource::convert);
    }

    /** jib only warns when a helper is missing or breaks; that a helper knows nothing of the registry is no failure. */
    private static void noteFailure(LogEvent event, List<LogEvent> failures) {
        if (event.getLevel() == LogEvent.Level.WARN && !event.getMessage().contains("credentials not found")) {
            failures.add(event);
        }
    }

    /** Without a cause on purpose: a helper's output in its message may hold a secret. */
    private static IOException unreadable(String registry, Path file) {
        return new IOException("cannot read the credentials of " + registry + " that '" + file
                + "' leads to: its credential helper is missing or fails; check it, or log in anew: docker login "
                + registry);
    }

    private static RegistryCredentials convert(Credential found) {
        return found.isOAuth2RefreshToken()
                ? RegistryCredentials.identityToken(found.getPassword())
                : RegistryCredentials.password(found.getUsername(), found.getPassword());
    }
}
