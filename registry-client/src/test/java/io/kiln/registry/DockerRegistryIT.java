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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against Debian's docker-registry with a password. */
class DockerRegistryIT {

    @TempDir
    Path directory;

    private DockerRegistry process;
    private String registry;
    private RegistryClient client;

    @BeforeEach
    void start() throws Exception {
        process = DockerRegistry.start(
                directory, InetAddress.getLoopbackAddress(), "", DockerRegistry.passwordOf(directory, "user", "hush"));
        registry = process.name();
        Path login = directory.resolve("docker.json");
        String auth = Base64.getEncoder().encodeToString("user:hush".getBytes(StandardCharsets.UTF_8));
        Files.writeString(login, "{\"auths\":{\"" + registry + "\":{\"auth\":\"" + auth + "\"}}}");
        client = new RegistryClient(RegistryOptions.with(JibCredentialSource.of(List.of(login), Map.of())));
    }

    @AfterEach
    void stop() throws IOException {
        process.close();
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
