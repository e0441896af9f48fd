package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.registry.jib.JibCredentialSource;
import io.kiln.tls.TrustedAuthorities;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client against Debian's docker-registry at an address that is not loopback: over https, with the certificate of a
 * private authority, by password and by token.
 */
class SecureRegistryIT {

    private static final Image IMAGE = TestImages.image(1, 10, 200_000);

    @TempDir
    static Path shared;

    private static InetAddress address;
    private static TestAuthority authority;
    private static TestAuthority.Issued issued;
    private static TokenServer tokens;
    private static DockerRegistry byPassword;
    private static DockerRegistry byToken;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        address = ownAddress();
        authority = TestAuthority.in(shared.resolve("authority"), "private");
        issued = authority.issue("registry", "IP:" + address.getHostAddress(), 2);
        Path passwords = Files.createDirectory(shared.resolve("password"));
        byPassword = DockerRegistry.start(
                passwords, address, tls(issued), DockerRegistry.passwordOf(passwords, "user", "hush"));
        tokens = TokenServer.start(address, issued);
        byToken = DockerRegistry.start(
                Files.createDirectory(shared.resolve("token")), address, tls(issued), tokens.auth(authority));
    }

    @AfterAll
    static void stop() throws Exception {
        byPassword.close();
        byToken.close();
        tokens.close();
    }

    private static InetAddress ownAddress() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
                .findFirst()
                .orElseThrow(() -> new AssertionError("this machine has no IPv4 address but loopback"));
    }

    private static String tls(TestAuthority.Issued certificate) {
        return "tls: {certificate: " + certificate.certificate() + ", key: " + certificate.key() + "}";
    }

    /** A client of a user who is logged in there, on a machine with these files. */
    private RegistryClient client(DockerRegistry registry, TrustedAuthorities authorities) throws Exception {
        String auth = Base64.getEncoder().encodeToString("user:hush".getBytes(StandardCharsets.UTF_8));
        Path login = directory.resolve("docker.json");
        Files.writeString(login, "{\"auths\":{\"" + registry.name() + "\":{\"auth\":\"" + auth + "\"}}}");
        return new RegistryClient(RegistryOptions.with(JibCredentialSource.of(List.of(login), Map.of()))
                .withRetry(RetryPolicy.never())
                .withAuthorities(authorities));
    }

    private TrustedAuthorities trustedFor(DockerRegistry registry) throws Exception {
        Path folder = Files.createDirectories(directory.resolve("etc/docker/certs.d/" + registry.name()));
        Files.copy(authority.certificate(), folder.resolve("ca.crt"));
        return TrustedAuthorities.of(directory, Map.of());
    }

    private TrustedAuthorities trustedByName() {
        return TrustedAuthorities.of(
                directory, Map.of("SSL_CERT_FILE", authority.certificate().toString()));
    }

    private static ImageReference ref(DockerRegistry registry, String rest) {
        return ImageReference.parse(registry.name() + "/" + rest);
    }

    private void pushMountAndPull(RegistryClient client, DockerRegistry registry) throws Exception {
        PushReport first = client.push(IMAGE, ref(registry, "user/kernel:v1"), BlobOrigins.none(), PushEvents.none());
        RecordedPush mounted = new RecordedPush();
        client.push(IMAGE, ref(registry, "user/module:v1"), BlobOrigins.none(), mounted);

        assertThat(first.bytesSent()).isGreaterThan(200_000);
        assertThat(mounted.outcomes.values()).isNotEmpty().containsOnly(BlobOutcome.MOUNTED);
        OciLayout back = OciLayout.openOrCreate(directory.resolve("back"));
        assertThat(back.write(client.pull(ref(registry, "user/module:v1"), "linux/amd64"))
                        .digest())
                .isEqualTo(IMAGE.manifest().digest());
        assertThat(Programs.run(
                                directory,
                                "skopeo",
                                "inspect",
                                "--creds",
                                "user:hush",
                                "--cert-dir",
                                certificates().toString(),
                                "--format",
                                "{{.Digest}}",
                                "docker://" + registry.name() + "/user/module:v1")
                        .strip())
                .isEqualTo(IMAGE.manifest().digest().toString());
    }

    private Path certificates() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("skopeo"));
        Files.copy(authority.certificate(), folder.resolve("ca.crt"));
        return folder;
    }

    @Test
    void imageGoesThereAndComesBackByPassword() throws Exception {
        pushMountAndPull(client(byPassword, trustedFor(byPassword)), byPassword);
    }

    @Test
    void imageGoesThereAndComesBackByTokensOfAServiceUnderTheSameAuthority() throws Exception {
        pushMountAndPull(client(byToken, trustedFor(byToken)), byToken);

        assertThat(tokens.granted())
                .contains(List.of("repository:user/kernel:pull,push"))
                .anySatisfy(scopes ->
                        assertThat(scopes).contains("repository:user/kernel:pull", "repository:user/module:pull,push"));
    }

    @Test
    void authorityThatTheEnvironmentNamesIsBelieved() throws Exception {
        assertThat(client(byPassword, trustedByName()).head(ref(byPassword, "user/absent:v1")))
                .isEmpty();
    }

    @Test
    void unknownAuthorityIsToldWithTheFileToPutItIn() throws Exception {
        RegistryClient stranger = client(byPassword, TrustedAuthorities.of(directory, Map.of()));

        assertThatThrownBy(() -> stranger.head(ref(byPassword, "user/kernel:v1")))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageStartingWith(byPassword.name() + "/user/kernel: ")
                .hasMessageContaining("its certificate is not signed by an authority that is known here. ")
                .hasMessageContaining("/etc/docker/certs.d/" + byPassword.name() + "/ca.crt")
                .hasMessageContaining("SSL_CERT_FILE");
    }

    @Test
    void anAuthorityOfAnotherRegistryIsNotBelieved() throws Exception {
        RegistryClient client = client(byToken, trustedFor(byPassword));

        assertThatThrownBy(() -> client.head(ref(byToken, "user/kernel:v1")))
                .hasMessageContaining("not signed by an authority that is known here");
    }

    @Test
    void certificateForAnotherNameIsTold() throws Exception {
        try (DockerRegistry other = DockerRegistry.start(
                directory,
                address,
                tls(authority.issue("other", "DNS:registry.example.com", 2)),
                DockerRegistry.passwordOf(directory, "user", "hush"))) {
            RegistryClient client = client(other, trustedByName());

            assertThatThrownBy(() -> client.head(ref(other, "user/kernel:v1")))
                    .hasMessageContaining("its certificate is for another name (No ")
                    .hasMessageContaining(address.getHostAddress());
        }
    }

    @Test
    void certificateThatHasExpiredIsTold() throws Exception {
        try (DockerRegistry old = DockerRegistry.start(
                directory,
                address,
                tls(authority.issue("old", "IP:" + address.getHostAddress(), -1)),
                DockerRegistry.passwordOf(directory, "user", "hush"))) {
            RegistryClient client = client(old, trustedByName());

            assertThatThrownBy(() -> client.head(ref(old, "user/kernel:v1")))
                    .hasMessageContaining("its certificate is not valid today");
        }
    }

    @Test
    void plainHttpElsewhereThanOnLoopbackIsRefused() throws Exception {
        try (DockerRegistry plain =
                DockerRegistry.start(directory, address, "", DockerRegistry.passwordOf(directory, "user", "hush"))) {
            RegistryClient client = client(plain, trustedByName());

            assertThatThrownBy(() ->
                            client.push(IMAGE, ref(plain, "user/kernel:v1"), BlobOrigins.none(), PushEvents.none()))
                    .isInstanceOf(RegistryUnreachableException.class)
                    .hasMessageContaining("it does not speak TLS. Plain http is spoken to registries on loopback only");
        }
    }

    @Test
    void wrongPasswordIsToldWithoutIt() throws Exception {
        for (DockerRegistry registry : List.of(byPassword, byToken)) {
            RegistryClient wrong = new RegistryClient(RegistryOptions.with(
                            CredentialSource.of(registry.name(), RegistryCredentials.password("user", "topsecret")))
                    .withAuthorities(trustedByName()));

            assertThatThrownBy(() -> wrong.head(ref(registry, "user/kernel:v1")))
                    .isInstanceOf(RegistryUnauthorizedException.class)
                    .hasMessageContaining("docker login " + registry.name())
                    .hasMessageNotContaining("topsecret");
        }
    }

    @Test
    void fileOfAuthoritiesThatIsNoneIsNamed() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("etc/docker/certs.d/" + byPassword.name()));
        Path file = Files.writeString(folder.resolve("ca.crt"), "not a certificate\n");
        RegistryClient client = client(byPassword, TrustedAuthorities.of(directory, Map.of()));

        assertThatThrownBy(() -> client.head(ref(byPassword, "user/kernel:v1")))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("'" + file + "' should hold certificates of authorities (PEM), and does not");
    }
}
