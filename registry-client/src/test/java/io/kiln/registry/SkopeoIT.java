package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded registry and the client against skopeo. */
class SkopeoIT {

    @TempDir
    Path directory;

    private RegistryServer server;
    private final RegistryClient client = new RegistryClient(RegistryOptions.with(CredentialSource.none()));

    @BeforeEach
    void start() throws IOException {
        server = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), directory.resolve("storage"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String skopeo(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 2];
        command[0] = "skopeo";
        command[1] = "--insecure-policy";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return Programs.run(directory, command);
    }

    /** It tries TLS first, and waits ten seconds for an answer to that. */
    @Test
    void skopeoLosesNoTimeOnTryingTlsFirst() throws Exception {
        OciLayout layout = OciLayout.openOrCreate(directory.resolve("layout"));
        layout.setRef("v1", layout.write(TestImages.image(3, 1000)));
        String target = "docker://" + server.registry() + "/quick";
        long start = System.nanoTime();

        skopeo("copy", "--dest-tls-verify=false", "oci:layout:v1", target + ":v1");
        skopeo("list-tags", "--tls-verify=false", target);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void skopeoPushesAndWePull() throws Exception {
        OciLayout layout = OciLayout.openOrCreate(directory.resolve("layout"));
        Image image = TestImages.image(1, 10, 5_000_000);
        layout.setRef("v1", layout.write(image));
        String target = server.registry() + "/user/kernel:v1";

        skopeo("copy", "--preserve-digests", "--dest-tls-verify=false", "oci:layout:v1", "docker://" + target);
        skopeo(
                "copy",
                "--preserve-digests",
                "--dest-tls-verify=false",
                "oci:layout:v1",
                "docker://" + server.registry() + "/other:v2");

        Image pulled = client.pull(ImageReference.parse(target), "linux/amd64");
        assertThat(pulled.manifest().digest()).isEqualTo(image.manifest().digest());
        OciLayout back = OciLayout.openOrCreate(directory.resolve("back"));
        back.write(pulled);
        for (Descriptor layer : image.manifest().layers()) {
            assertThat(back.has(layer)).isTrue();
        }
    }

    @Test
    void wePushAndSkopeoPullsInspectsListsAndDeletes() throws Exception {
        Image image = TestImages.image(2, 3_000_000);
        ImageReference to = ImageReference.parse(server.registry() + "/user/kernel:v1");
        client.push(image, to, BlobOrigins.none(), PushEvents.none());

        skopeo("copy", "--preserve-digests", "--src-tls-verify=false", "docker://" + to, "oci:pulled:v1");

        OciLayout pulled = OciLayout.open(directory.resolve("pulled"));
        assertThat(pulled.find("v1").orElseThrow().digest())
                .isEqualTo(image.manifest().digest());
        assertThat(skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + to))
                .isEqualTo(new String(image.manifest().raw().bytes(), java.nio.charset.StandardCharsets.UTF_8));
        assertThat(skopeo("list-tags", "--tls-verify=false", "docker://" + server.registry() + "/user/kernel"))
                .contains("\"v1\"");
        skopeo("delete", "--tls-verify=false", "docker://" + to);
        assertThat(client.head(to)).isEmpty();
    }
}
