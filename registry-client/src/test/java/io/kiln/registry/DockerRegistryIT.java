package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.registry.jib.JibCredentialSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against Debian's docker-registry with a password. */
class DockerRegistryIT {

    @TempDir
    Path directory;

    private Process process;
    private String registry;
    private RegistryClient client;

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        registry = "127.0.0.1:" + port;
        Files.writeString(directory.resolve("htpasswd"), Programs.run(directory, "htpasswd", "-Bbn", "user", "hush"));
        Path config = directory.resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error}
                storage:
                  filesystem: {rootdirectory: %s/data}
                  delete: {enabled: true}
                http: {addr: %s, secret: test}
                auth:
                  htpasswd: {realm: test, path: %s/htpasswd}
                """.formatted(directory, registry, directory));
        process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        awaitPort(port);
        Path login = directory.resolve("docker.json");
        String auth = Base64.getEncoder().encodeToString("user:hush".getBytes(StandardCharsets.UTF_8));
        Files.writeString(login, "{\"auths\":{\"" + registry + "\":{\"auth\":\"" + auth + "\"}}}");
        client = new RegistryClient(RegistryOptions.with(JibCredentialSource.of(List.of(login), Map.of())));
    }

    private void awaitPort(int port) throws Exception {
        for (int i = 0; i < 300; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                assertThat(process.isAlive())
                        .as(Files.readString(directory.resolve("log")))
                        .isTrue();
                Thread.sleep(100);
            }
        }
        throw new AssertionError("docker-registry did not start: " + Files.readString(directory.resolve("log")));
    }

    @AfterEach
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private ImageReference ref(String rest) {
        return ImageReference.parse(registry + "/" + rest);
    }

    @Test
    void imageGoesThereAndComesBack() throws Exception {
        Image image = TestImages.image(1, 0, 10, 5_000_000);

        PushReport first = client.push(image, ref("user/kernel:v1"), BlobOrigins.none(), PushEvents.none());
        PushReport second = client.push(image, ref("user/kernel:v2"), BlobOrigins.none(), PushEvents.none());
        RecordedPush mounted = new RecordedPush();
        client.push(image, ref("user/module:v1"), BlobOrigins.none(), mounted);

        assertThat(first.bytesSent()).isGreaterThan(5_000_000);
        assertThat(second.bytesSent()).isZero();
        assertThat(mounted.outcomes.values()).doesNotContain(BlobOutcome.SENT, BlobOutcome.FAILED);
        OciLayout back = OciLayout.openOrCreate(directory.resolve("back"));
        Descriptor written = back.write(client.pull(ref("user/kernel:v2"), "linux/amd64"));
        assertThat(written.digest()).isEqualTo(image.manifest().digest());
        assertThat(client.tags(ref("user/kernel"))).containsExactlyInAnyOrder("v1", "v2");
        assertThat(client.head(ref("user/kernel:v1"))).contains(image.descriptor());
        assertThat(client.delete(first.reference())).isTrue();
        assertThat(client.head(ref("user/kernel:v1"))).isEmpty();
    }

    @Test
    void indexGoesThereAndComesBack() throws Exception {
        OciLayout layout = OciLayout.openOrCreate(directory.resolve("layout"));
        Descriptor arm64 = layout.write(TestImages.image(2, 20));
        ImageIndex index = ImageIndex.builder()
                .manifest(layout.write(TestImages.image(1, 10)), "linux/amd64")
                .manifest(arm64, "linux/arm64")
                .build();

        client.push(index, layout, ref("user/multi:v1"), BlobOrigins.none(), PushEvents.none());

        assertThat(client.pull(ref("user/multi:v1"), "linux/arm64/v8")
                        .manifest()
                        .digest())
                .isEqualTo(arm64.digest());
    }

    @Test
    void wrongPasswordIsToldWithoutIt() {
        RegistryClient wrong = new RegistryClient(
                RegistryOptions.with(CredentialSource.of(registry, RegistryCredentials.password("user", "topsecret"))));

        assertThatThrownBy(() -> wrong.push(
                        TestImages.image(1, 10), ref("user/kernel:v1"), BlobOrigins.none(), PushEvents.none()))
                .isInstanceOf(RegistryUnauthorizedException.class)
                .hasMessageContaining("docker login " + registry)
                .hasMessageNotContaining("topsecret");
    }
}
