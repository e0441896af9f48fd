package io.kiln.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read, and when; that it is believed is shown against real registries. */
class TrustedAuthoritiesTest {

    @TempDir
    Path root;

    private TrustedAuthorities authorities() {
        return TrustedAuthorities.of(root, Map.of());
    }

    private Path broken(String path) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolve(".."));
        return Files.writeString(file, "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
    }

    @Test
    void javasOwnWillDo() throws Exception {
        assertThat(authorities().context()).isNotNull();
        assertThat(authorities().hasOwn("registry.example.com")).isFalse();
    }

    @Test
    void nothingIsReadBeforeAContextIsAskedFor() throws Exception {
        Path file = broken("etc/ssl/certs/ca-certificates.crt");
        TrustedAuthorities authorities = authorities();

        assertThatThrownBy(authorities::context)
                .isInstanceOf(UnreadableAuthorityException.class)
                .hasMessage("'" + file + "' should hold certificates of authorities (PEM), and does not");
    }

    @Test
    void namedFileStandsInPlaceOfTheSystems() throws Exception {
        broken("etc/ssl/certs/ca-certificates.crt");
        Path absent = root.resolve("absent.pem");

        assertThatThrownBy(() -> TrustedAuthorities.of(root, Map.of("SSL_CERT_FILE", absent.toString()))
                        .context())
                .hasMessage("'" + absent + "' should hold certificates of authorities (PEM), and is not there");
    }

    @Test
    void folderOfARegistryCountsForThatRegistryOnly() throws Exception {
        Path file = broken("etc/containers/certs.d/registry.example.com:5000/any-name.crt");
        broken("etc/docker/certs.d/registry.example.com:5000/client.cert");

        assertThat(authorities().hasOwn("registry.example.com:5000")).isTrue();
        assertThatThrownBy(() -> authorities().context("registry.example.com:5000"))
                .hasMessageContaining("'" + file + "'");
        assertThat(authorities().context("registry.example.com")).isNotNull();
    }

    @Test
    void nameThatLeadsElsewhereIsRefused() {
        for (String name : new String[] {"..", "../../x", "a/b"}) {
            assertThatThrownBy(() -> authorities().hasOwn(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
