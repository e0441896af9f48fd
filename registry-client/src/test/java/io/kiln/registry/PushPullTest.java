package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageReference;
import io.kiln.oci.KnownDocuments;
import io.kiln.oci.layout.LayoutDocuments;
import io.kiln.oci.layout.OciLayout;
import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushPullTest {

    @TempDir
    Path storage;

    private RegistryServer server;
    private final RegistryClient client =
            new RegistryClient(RegistryOptions.with(CredentialSource.none()).withRetry(RetryPolicy.never()));

    @BeforeEach
    void start() throws IOException {
        server = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), storage);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private ImageReference ref(String rest) {
        return ImageReference.parse(server.registry() + "/" + rest);
    }

    private PushReport push(Image image, String to, PushEvents events) throws IOException {
        return client.push(image, ref(to), BlobOrigins.none(), events);
    }

    @Test
    void pushedImageComesBackByteForByte() throws IOException {
        Image image = TestImages.image(1, 0, 1, 3_000_000);
        RecordedPush events = new RecordedPush();

        PushReport report = push(image, "user/kernel:v1", events);

        Image pulled = client.pull(ref("user/kernel:v1"), "linux/amd64");
        assertThat(pulled.manifest().raw().bytes())
                .isEqualTo(image.manifest().raw().bytes());
        for (Descriptor layer : image.manifest().layers()) {
            try (InputStream in = pulled.open(layer);
                    InputStream original = image.open(layer)) {
                assertThat(in.readAllBytes()).isEqualTo(original.readAllBytes());
            }
        }
        assertThat(report.reference())
                .hasToString(server.registry() + "/user/kernel:v1@"
                        + image.manifest().digest());
        assertThat(events.manifests).containsExactly(report.reference().toString());
        assertThat(events.begun).hasSize(4);
        Descriptor large = image.manifest().layers().get(2);
        assertThat(events.sent).containsEntry(large, 3_000_000L);
    }

    @Test
    void imageNamedByDigestThatWasReadBeforeIsNotAskedForAgain(@TempDir Path layout) throws IOException {
        Image image = TestImages.image(1, 1000);
        ImageReference pinned = push(image, "user/kernel:v1", PushEvents.none()).reference();
        KnownDocuments known = new LayoutDocuments(OciLayout.openOrCreate(layout));
        client.pull(pinned, "linux/amd64", known).config();
        server.close();

        Image pulled = client.pull(pinned, "linux/amd64", known);

        assertThat(pulled.manifest()).isEqualTo(image.manifest());
        assertThat(pulled.config()).isEqualTo(image.config());
    }

    @Test
    void tagThatMovedLeadsToTheNewImage(@TempDir Path layout) throws IOException {
        KnownDocuments known = new LayoutDocuments(OciLayout.openOrCreate(layout));
        push(TestImages.image(1, 1000), "user/kernel:v1", PushEvents.none());
        client.pull(ref("user/kernel:v1"), "linux/amd64", known);
        Image second = TestImages.image(2, 1000);
        push(second, "user/kernel:v1", PushEvents.none());

        assertThat(client.pull(ref("user/kernel:v1"), "linux/amd64", known).manifest())
                .isEqualTo(second.manifest());
    }

    @Test
    void keptDocumentThatWasDamagedIsAskedForAgain(@TempDir Path folder) throws IOException {
        Image image = TestImages.image(1, 1000);
        ImageReference pinned = push(image, "user/kernel:v1", PushEvents.none()).reference();
        OciLayout layout = OciLayout.openOrCreate(folder);
        KnownDocuments known = new LayoutDocuments(layout);
        client.pull(pinned, "linux/amd64", known);
        Files.writeString(layout.file(image.manifest().digest()), "{}");

        assertThat(client.pull(pinned, "linux/amd64", known).manifest()).isEqualTo(image.manifest());
    }

    @Test
    void whatIsThereIsNotSentAgain() throws IOException {
        PushReport first = push(TestImages.image(1, 1000), "user/kernel:v1", PushEvents.none());
        TestImages blobs = new TestImages();

        PushReport second = push(blobs.newImage(1, 1000), "user/kernel:v2", PushEvents.none());

        assertThat(second.bytesSent()).isZero();
        assertThat(second.bytesReused()).isEqualTo(first.bytesSent()).isGreaterThan(1000);
        assertThat(blobs.opened()).isEmpty();
    }

    @Test
    void blobIsMountedFromARepositoryThatTheClientPushedToBefore() throws IOException {
        push(TestImages.image(1, 1000), "user/kernel:v1", PushEvents.none());
        RecordedPush events = new RecordedPush();

        PushReport report = push(TestImages.image(1, 1000), "other/module:v1", events);

        assertThat(events.outcomes.values()).containsOnly(BlobOutcome.MOUNTED);
        assertThat(report.bytesSent()).isZero();
    }

    @Test
    void blobIsMountedFromARepositoryThatTheCallerNames() throws IOException {
        push(TestImages.image(1, 1000), "user/kernel:v1", PushEvents.none());
        RegistryClient fresh = new RegistryClient(RegistryOptions.with(CredentialSource.none()));
        RecordedPush events = new RecordedPush();

        fresh.push(TestImages.image(1, 1000), ref("b/module:v1"), BlobOrigins.of("no/such", "user/kernel"), events);

        assertThat(events.outcomes.values()).containsOnly(BlobOutcome.MOUNTED);
    }

    @Test
    void indexIsPushedWithItsChildrenAndPulledByPlatform(@TempDir Path directory) throws IOException {
        OciLayout layout = OciLayout.openOrCreate(directory);
        Descriptor amd64 = layout.write(TestImages.image(1, 100));
        Descriptor arm64 = layout.write(TestImages.image(2, 200));
        ImageIndex index = ImageIndex.builder()
                .manifest(amd64)
                .manifest(arm64, "linux/arm64")
                .build();

        PushReport report = client.push(index, layout, ref("user/multi:v1"), BlobOrigins.none(), PushEvents.none());

        assertThat(report.reference().digest()).contains(index.digest());
        assertThat(client.pull(ref("user/multi:v1"), "linux/arm64").manifest().digest())
                .isEqualTo(arm64.digest());
        assertThat(client.pull(ref("user/multi:v1"), "linux/amd64").manifest().digest())
                .as("a child without platform counts as linux/amd64")
                .isEqualTo(amd64.digest());
        assertThatThrownBy(() -> client.pull(ref("user/multi:v1"), "linux/riscv64"))
                .isInstanceOf(RegistryNotFoundException.class)
                .hasMessageContaining("no image for linux/riscv64")
                .hasMessageContaining("linux/amd64, linux/arm64");
    }

    @Test
    void indexIsPulledIntoALayoutWithAllItsImages(@TempDir Path from, @TempDir Path to) throws IOException {
        OciLayout source = OciLayout.openOrCreate(from);
        ImageIndex index = ImageIndex.builder()
                .manifest(source.write(TestImages.image(1, 100)), "linux/amd64")
                .manifest(source.write(TestImages.image(2, 200)), "linux/arm64")
                .build();
        client.push(index, source, ref("user/multi:v1"), BlobOrigins.none(), PushEvents.none());

        OciLayout target = OciLayout.openOrCreate(to);
        ImageIndex read = ImageIndex.read(client.manifest(ref("user/multi:v1")).bytes());
        Descriptor written = target.write(read, client.blobs(ref("user/multi:v1")));

        assertThat(written.digest()).isEqualTo(index.digest());
        for (Descriptor child : index.manifests()) {
            for (Descriptor layer : target.image(child).manifest().layers()) {
                assertThat(target.has(layer)).isTrue();
            }
        }
    }

    @Test
    void headTellsWhatATagLeadsTo() throws IOException {
        Image image = TestImages.image(1, 10);
        push(image, "user/kernel:v1", PushEvents.none());

        assertThat(client.head(ref("user/kernel:v1"))).contains(image.descriptor());
        assertThat(client.head(ref("user/kernel:v2"))).isEqualTo(Optional.empty());
        assertThat(client.head(ref("user/nothing:v1"))).isEqualTo(Optional.empty());
    }

    @Test
    void allTagsAreListedOverPages() throws IOException {
        Image image = TestImages.image(1, 10);
        String[] tags = new String[1005];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = "t%04d".formatted(i);
            if (i < 2) {
                push(image, "user/kernel:" + tags[i], PushEvents.none());
            } else {
                java.nio.file.Files.copy(
                        storage.resolve("repositories/user/kernel/_tags/t0000"),
                        storage.resolve("repositories/user/kernel/_tags/" + tags[i]));
            }
        }

        List<String> listed = client.tags(ref("user/kernel"));

        assertThat(listed).containsExactlyElementsOf(Arrays.asList(tags));
    }

    @Test
    void deletedTagIsGoneAndDeletedDigestTakesItsTagsAlong() throws IOException {
        Image image = TestImages.image(1, 10);
        push(image, "user/kernel:a", PushEvents.none());
        PushReport b = push(image, "user/kernel:b", PushEvents.none());

        assertThat(client.delete(ref("user/kernel:a"))).isTrue();
        assertThat(client.tags(ref("user/kernel"))).containsExactly("b");
        assertThat(client.delete(b.reference())).isTrue();
        assertThat(client.head(ref("user/kernel:b"))).isEmpty();
        assertThat(client.delete(b.reference())).isFalse();
    }

    @Test
    void missingImageIsNamedWithItsRepository() {
        assertThatThrownBy(() -> client.pull(ref("user/kernel:v9"), "linux/amd64"))
                .isInstanceOfSatisfying(RegistryNotFoundException.class, e -> {
                    assertThat(e.status()).isEqualTo(404);
                    assertThat(e.repository()).isEqualTo("user/kernel");
                    assertThat(e.registry()).isEqualTo(server.registry());
                })
                .hasMessageContaining("reading manifest v9")
                .hasMessageContaining("MANIFEST_UNKNOWN");
    }

    @Test
    void referenceWithAnotherDigestIsRefusedBeforeAnythingIsSent() {
        Image image = TestImages.image(1, 10);
        ImageReference wrong = ref("user/kernel:v1")
                .withDigest(TestImages.image(2, 10).manifest().digest());

        assertThatThrownBy(() -> client.push(image, wrong, BlobOrigins.none(), PushEvents.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names another digest");
    }

    @Test
    void blobThatIsMissingHereFailsThePushAndLeavesNoTag() throws IOException {
        Image whole = TestImages.image(1, 10, 20);
        Image broken = Image.of(whole.manifest(), new TestImages());
        RecordedPush events = new RecordedPush();

        assertThatThrownBy(() -> push(broken, "user/kernel:v1", events))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);

        assertThat(events.outcomes.values()).contains(BlobOutcome.FAILED);
        assertThat(client.head(ref("user/kernel:v1"))).isEmpty();
    }
}
