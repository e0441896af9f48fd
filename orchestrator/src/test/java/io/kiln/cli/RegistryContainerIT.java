package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.containers.RandomImage;
import io.kiln.containers.RegistryContainer;
import io.kiln.containers.SharedEngine;
import io.kiln.containers.TestAuthorities;
import io.kiln.imager.Shell;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.registry.BlobOrigins;
import io.kiln.registry.PushEvents;
import io.kiln.registry.PushReport;
import io.kiln.registry.RegistryClient;
import io.kiln.registry.RegistryOptions;
import io.kiln.registry.jib.JibCredentialSource;
import io.kiln.tls.TrustedAuthorities;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Network;

/** A registry in a container, with the certificate of a private authority and a password. */
@ExtendWith(SharedEngine.class)
class RegistryContainerIT {

    private static final int[] LAYERS = {12_000_000, 5_000_000, 3_000_000, 0, 1, 500, 70_000, 512, 1_000_000, 2, 3, 4};

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Network network;
    private static RegistryContainer registry;
    private static Image image;
    private static Path layout;

    @BeforeAll
    static void start() throws Exception {
        network = Network.newNetwork();
        registry = RegistryContainer.secure(network, shared);
        registry.start();
        image = RandomImage.of(1, LAYERS);
        layout = RandomImage.layout(image, shared.resolve("layout"));
    }

    @AfterAll
    static void stop() {
        registry.close();
        network.close();
    }

    @Test
    void anImageOfManyLayersThatTheClientPushesIsTheSameForSkopeoAndWhenItIsPulled() throws Exception {
        RegistryClient client = new RegistryClient(RegistryOptions.with(
                        JibCredentialSource.of(List.of(login(RegistryContainer.PASSWORD)), Map.of()))
                .withAuthorities(TrustedAuthorities.of(
                        folder, Map.of("SSL_CERT_FILE", registry.authority().toString()))));
        ImageReference name = ImageReference.parse(registry.name() + "/client/many:v1");

        PushReport report = client.push(image, name, BlobOrigins.none(), PushEvents.none());

        assertThat(report.bytesSent()).isGreaterThan(21_000_000);
        assertThat(registry.digest("client/many:v1"))
                .isEqualTo(image.manifest().digest().toString());
        OciLayout back = OciLayout.openOrCreate(folder.resolve("back"));
        assertThat(back.write(client.pull(name, "linux/amd64")).digest())
                .isEqualTo(image.manifest().digest());
        assertThat(client.push(image, name, BlobOrigins.none(), PushEvents.none())
                        .bytesSent())
                .isZero();
    }

    @Test
    void anImageThatTheCommandLinePushesComesBackWithTheSameDigest() throws Exception {
        String name = registry.name() + "/cli/many:v1";

        KilnRun pushed = kiln(RegistryContainer.PASSWORD, "image", "push", layout.toString(), name);

        assertThat(pushed.exitCode()).as(pushed.err()).isZero();
        assertThat(pushed.out()).isEqualTo(name + "@" + image.manifest().digest() + "\n");
        assertThat(registry.digest("cli/many:v1"))
                .isEqualTo(image.manifest().digest().toString());
        KilnRun pulled = kiln(RegistryContainer.PASSWORD, "image", "export", "--type", "oci", name, "back.tar");
        assertThat(pulled.exitCode()).as(pulled.err()).isZero();
        assertThat(pulled.out()).isEqualTo(pushed.out());
        assertThat(Shell.run(folder, "skopeo inspect --format '{{.Digest}}' oci-archive:back.tar")
                        .strip())
                .isEqualTo(image.manifest().digest().toString());
    }

    @Test
    void whatSkopeoPushesIsCopiedIntoTheStoreAndToAnotherRepository() throws Exception {
        Shell.run(
                folder,
                "skopeo copy --quiet --insecure-policy --preserve-digests --dest-creds " + user() + " --dest-cert-dir "
                        + registry.certificates() + " oci:" + layout + ":v1 docker://" + registry.name()
                        + "/skopeo/many:v1");

        String from = registry.name() + "/skopeo/many:v1";
        KilnRun stored = kiln(RegistryContainer.PASSWORD, "image", "copy", from, "store:kiln.test/many:1");
        assertThat(stored.exitCode()).as(stored.err()).isZero();
        assertThat(stored.out()).endsWith("@" + image.manifest().digest() + "\n");

        KilnRun copied = kiln(RegistryContainer.PASSWORD, "image", "copy", from, registry.name() + "/mirror/many:v1");
        assertThat(copied.exitCode()).as(copied.err()).isZero();
        assertThat(copied.err()).as("what is there is mounted").doesNotContain("=> pushed sha256");
        assertThat(registry.digest("mirror/many:v1"))
                .isEqualTo(image.manifest().digest().toString());
    }

    @Test
    void aWrongPasswordIsASentenceWithoutIt() throws Exception {
        KilnRun refused = kiln("topsecret", "image", "push", layout.toString(), registry.name() + "/wrong/many:v1");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .contains(registry.name() + "/wrong/many: ")
                .contains("401")
                .contains("The credentials found for " + registry.name()
                        + " are refused or do not suffice; log in anew: docker login " + registry.name());
        assertNoSecret(refused, "topsecret");
    }

    @Test
    void aMissingLoginIsASentence() throws Exception {
        KilnRun refused = KilnRun.apart(
                folder,
                environment(registry.authority()),
                "image",
                "copy",
                registry.name() + "/none/many:v1",
                "store:kiln.test/none:1");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .contains("No credentials were found for " + registry.name() + "; log in: docker login "
                        + registry.name());
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsASentenceThatSaysWhereToPutIt() throws Exception {
        Path other = new TestAuthorities(folder).make("other");
        login(RegistryContainer.PASSWORD);

        KilnRun refused = KilnRun.apart(
                folder, environment(other), "image", "push", layout.toString(), registry.name() + "/unknown/many:v1");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .contains(registry.name() + "/unknown/many: ")
                .contains("its certificate is not signed by an authority that is known here. If you trust that"
                        + " authority, put its certificate into /etc/docker/certs.d/" + registry.name()
                        + "/ca.crt, or name a file with it in SSL_CERT_FILE");
        assertNoSecret(refused, RegistryContainer.PASSWORD);
    }

    private static void assertNoSecret(KilnRun run, String password) {
        String encoded = Base64.getEncoder()
                .encodeToString((RegistryContainer.USER + ":" + password).getBytes(StandardCharsets.UTF_8));
        assertThat(run.out() + run.err()).doesNotContain(password, encoded, "Exception");
    }

    private static String user() {
        return RegistryContainer.USER + ":" + RegistryContainer.PASSWORD;
    }

    /** Writes what {@code docker login} would. */
    private Path login(String password) throws Exception {
        return Files.writeString(
                Files.createDirectories(folder.resolve("docker")).resolve("config.json"),
                RegistryContainer.login(registry.name(), password));
    }

    private Map<String, String> environment(Path authority) {
        return Map.of(
                "DOCKER_CONFIG", folder.resolve("docker").toString(),
                "SSL_CERT_FILE", authority.toString(),
                "KILN_HOME", folder.resolve("store").toString());
    }

    private KilnRun kiln(String password, String... args) throws Exception {
        login(password);
        return KilnRun.apart(folder, environment(registry.authority()), args);
    }
}
