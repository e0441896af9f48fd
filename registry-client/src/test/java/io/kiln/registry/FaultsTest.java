package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.MediaTypes;
import io.kiln.registry.FakeRegistry.Asked;
import io.kiln.registry.FakeRegistry.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final byte[] BLOB = new byte[100_000];
    private static final Descriptor LAYER;

    static {
        new Random(7).nextBytes(BLOB);
        LAYER = Descriptor.of(MediaTypes.LAYER_TAR, Digest.of(BLOB), BLOB.length);
    }

    private final List<Duration> pauses = new ArrayList<>();
    private final RegistryClient client =
            new RegistryClient(RegistryOptions.with(CredentialSource.none()), pauses::add);
    private final List<FakeRegistry> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(FakeRegistry::close);
    }

    private FakeRegistry serve(Function<Asked, Reply> script) throws IOException {
        FakeRegistry registry = new FakeRegistry(script);
        started.add(registry);
        return registry;
    }

    /** Gives the replies one after the other, the last again and again. */
    private FakeRegistry serve(Reply... replies) throws IOException {
        AtomicInteger next = new AtomicInteger();
        return serve(asked -> replies[Math.min(next.getAndIncrement(), replies.length - 1)]);
    }

    private byte[] readLayer(FakeRegistry registry) throws IOException {
        try (InputStream in = client.blobs(registry.ref("user/kernel")).open(LAYER)) {
            return in.readAllBytes();
        }
    }

    private static Reply manifest(Image image) {
        return Reply.of(200, image.manifest().raw().bytes()).with("Content-Type", MediaTypes.MANIFEST);
    }

    @Test
    void registryThatIsDownIsNamedWithTheCommandThatStartsOne() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(() -> client.manifest(ImageReference.parse("127.0.0.1:" + port + "/user/kernel:v1")))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessage("127.0.0.1:" + port + "/user/kernel: reading manifest v1: nothing listens on 127.0.0.1:"
                        + port + ". Start a registry there: kiln registry serve --listen 127.0.0.1:" + port);
        assertThat(pauses).as("nobody waits for a registry that is not there").isEmpty();
    }

    @Test
    void serverErrorIsTriedAgain() throws IOException {
        Image image = TestImages.image(1);
        FakeRegistry registry = serve(Reply.of(500), Reply.of(503), manifest(image));

        assertThat(client.manifest(registry.ref("user/kernel:v1")).digest())
                .isEqualTo(image.manifest().digest());
        assertThat(pauses).hasSize(2);
    }

    @Test
    void triesEndAndTheLastErrorIsTold() throws IOException {
        FakeRegistry registry = serve(
                Reply.of(503, "{\"errors\":[{\"code\":\"UNAVAILABLE\",\"message\":\"moving \\u001b[31mhouse\"}]}"));

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.status()).isEqualTo(503))
                .hasMessageContaining("503 (UNAVAILABLE: moving  [31mhouse)");
        assertThat(registry.asked()).hasSize(RetryPolicy.standard().tries());
    }

    @Test
    void whatTookLongerThanAllTheTimeForTriesIsTriedOnceMore() throws IOException {
        RetryPolicy spent = new RetryPolicy(5, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO);
        RegistryClient hurried =
                new RegistryClient(RegistryOptions.with(CredentialSource.none()).withRetry(spent), pauses::add);
        Image image = TestImages.image(1);
        FakeRegistry onceDown = serve(Reply.of(503), manifest(image));
        FakeRegistry down = serve(Reply.of(503));

        assertThat(hurried.manifest(onceDown.ref("user/kernel:v1")).digest())
                .isEqualTo(image.manifest().digest());
        assertThatThrownBy(() -> hurried.manifest(down.ref("user/kernel:v1"))).isInstanceOf(RegistryException.class);
        assertThat(down.asked()).hasSize(2);
    }

    @Test
    void retryAfterIsObeyed() throws IOException {
        FakeRegistry registry = serve(Reply.of(429).with("Retry-After", "7"), manifest(TestImages.image(1)));

        client.manifest(registry.ref("user/kernel:v1"));

        assertThat(pauses).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void whatWillNotMendIsNotTriedAgain() throws IOException {
        FakeRegistry registry = serve(Reply.of(400));

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOf(RegistryException.class);
        assertThat(registry.asked()).hasSize(1);
    }

    @Test
    void failedUploadIsBegunAnew() throws IOException {
        AtomicInteger puts = new AtomicInteger();
        FakeRegistry registry = serve(asked -> {
            if (asked.method().equals("HEAD")) {
                return Reply.of(404);
            }
            if (asked.method().equals("POST")) {
                return Reply.of(202).with("Location", "/v2/user/kernel/blobs/uploads/x?state=a%2Fb");
            }
            boolean blob = asked.target().contains("/blobs/");
            return Reply.of(blob && puts.incrementAndGet() == 1 ? 502 : 201);
        });

        client.push(TestImages.image(1), registry.ref("user/kernel:v1"), BlobOrigins.none(), PushEvents.none());

        assertThat(registry.asked("POST")).hasSize(2);
        assertThat(registry.asked("PUT /v2/user/kernel/blobs/"))
                .hasSize(2)
                .allSatisfy(put -> assertThat(put.target()).contains("?state=a%2Fb&digest=sha256:"));
        Asked last = registry.asked().get(registry.asked().size() - 1);
        assertThat(last).as("the tag is the last request").hasToString("PUT /v2/user/kernel/manifests/v1");
    }

    @Test
    void noManifestIsWrittenWhenABlobCouldNotBePushed() throws IOException {
        FakeRegistry registry = serve(asked -> Reply.of(asked.method().equals("HEAD") ? 404 : 400));

        assertThatThrownBy(() -> client.push(
                        TestImages.image(1, 10, 20),
                        registry.ref("user/kernel:v1"),
                        BlobOrigins.none(),
                        PushEvents.none()))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("starting the upload of blob sha256:");
        assertThat(registry.asked("PUT")).isEmpty();
    }

    @Test
    void manifestWithAnotherDigestThanAskedForIsRefused() throws IOException {
        Image other = TestImages.image(2);
        FakeRegistry registry = serve(manifest(other));
        Digest wanted = TestImages.image(1).manifest().digest();

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel").withDigest(wanted)))
                .isInstanceOfSatisfying(RegistryMismatchException.class, e -> {
                    assertThat(e.expected()).isEqualTo(wanted);
                    assertThat(e.actual()).isEqualTo(other.manifest().digest().toString());
                });
    }

    @Test
    void manifestThatIsNotWhatItsHeaderSaysIsRefused() throws IOException {
        FakeRegistry registry = serve(manifest(TestImages.image(2))
                .with(
                        "Docker-Content-Digest",
                        TestImages.image(1).manifest().digest().toString()));

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOf(RegistryMismatchException.class);
    }

    @Test
    void endlessManifestIsNotReadToTheEnd() throws IOException {
        FakeRegistry registry = serve(Reply.of(200, new byte[5 * 1024 * 1024]));

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("larger than 4194304 bytes");
    }

    @Test
    void blobWithAnotherDigestIsRefusedBeforeItsEnd() throws IOException {
        FakeRegistry registry = serve(Reply.of(200, new byte[BLOB.length]));

        assertThatThrownBy(() -> readLayer(registry))
                .isInstanceOf(RegistryMismatchException.class)
                .hasMessageContaining("expected " + LAYER.digest());
    }

    @Test
    void blobThatIsTooLongIsRefused() throws IOException {
        FakeRegistry registry = serve(Reply.of(200, Arrays.copyOf(BLOB, BLOB.length + 1)));

        assertThatThrownBy(() -> readLayer(registry)).isInstanceOf(RegistryMismatchException.class);
    }

    @Test
    void brokenDownloadGoesOnWhereItBroke() throws IOException {
        FakeRegistry registry = serve(asked -> {
            String range = asked.header("Range").orElse("bytes=0-");
            int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
            byte[] rest = Arrays.copyOfRange(BLOB, from, BLOB.length);
            Reply reply = Reply.of(from > 0 ? 206 : 200, rest)
                    .with("Content-Range", "bytes " + from + "-" + (BLOB.length - 1) + "/" + BLOB.length);
            return from < 60_000 ? reply.brokenAfter(30_000) : reply;
        });

        assertThat(readLayer(registry)).isEqualTo(BLOB);
        assertThat(registry.asked().stream()
                        .map(a -> a.header("Range").orElse("-"))
                        .toList())
                .as("each request starts after what came before, none from the beginning again")
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(1);
    }

    @Test
    void brokenDownloadGoesOnEvenWhereRangesAreUnknown() throws IOException {
        FakeRegistry registry = serve(Reply.of(200, BLOB).brokenAfter(70_000), Reply.of(200, BLOB));

        assertThat(readLayer(registry)).isEqualTo(BLOB);
    }

    @Test
    void downloadThatNeverGetsFurtherEnds() throws IOException {
        FakeRegistry registry = serve(asked -> asked.header("Range").isEmpty()
                ? Reply.of(200, BLOB).brokenAfter(70_000)
                : Reply.of(200, BLOB).brokenAfter(10_000));

        assertThatThrownBy(() -> readLayer(registry)).isInstanceOf(RegistryUnreachableException.class);
        assertThat(registry.asked().size()).isLessThan(40);
    }

    @Test
    void missingBlobIsAMissingFileForReadersOfBlobs() throws IOException {
        FakeRegistry registry = serve(Reply.of(404));

        assertThatThrownBy(() -> readLayer(registry)).isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    @Test
    void linkToAnotherHostIsNotFollowed() throws IOException {
        FakeRegistry registry = serve(Reply.of(200, "{\"name\":\"user/kernel\",\"tags\":[\"a\"]}")
                .with("Link", "<http://127.0.0.2:1/v2/user/kernel/tags/list?n=1>; rel=\"next\""));

        assertThatThrownBy(() -> client.tags(registry.ref("user/kernel")))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("leads to another host");
    }

    @Test
    void redirectsThatGoInCirclesEnd() throws IOException {
        FakeRegistry registry = serve(Reply.of(307).with("Location", "/v2/again"));

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("redirects");
    }

    @Test
    void addressesInMessagesHaveNoQuery() throws IOException {
        FakeRegistry registry = serve(Reply.of(307).with("Location", "ftp://127.0.0.1/blob?signature=topsecret"));

        assertThatThrownBy(() -> client.manifest(registry.ref("user/kernel:v1")))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("ftp://127.0.0.1/blob")
                .hasMessageNotContaining("topsecret");
    }
}
