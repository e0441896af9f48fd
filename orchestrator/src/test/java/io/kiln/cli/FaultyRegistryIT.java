package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.containers.FaultyProxy;
import io.kiln.containers.FaultyProxy.Asked;
import io.kiln.containers.FaultyProxy.Fault;
import io.kiln.containers.RandomImage;
import io.kiln.containers.RegistryContainer;
import io.kiln.containers.SharedEngine;
import io.kiln.imager.Shell;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.registry.BlobOrigins;
import io.kiln.registry.CredentialSource;
import io.kiln.registry.PushEvents;
import io.kiln.registry.RegistryClient;
import io.kiln.registry.RegistryOptions;
import io.kiln.registry.RegistryUnreachableException;
import io.kiln.registry.RetryPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Network;

/** A real registry behind a line and a gateway that fail. What ends in the registry is looked at past them. */
@ExtendWith(SharedEngine.class)
class FaultyRegistryIT {

    private static final String BLOB = "/v2/[^?]*/blobs/sha256:.*";
    private static final String UPLOAD = "/v2/[^?]*/blobs/uploads/.*";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Network network;
    private static RegistryContainer registry;
    private static Image image;
    private static Path layout;

    private FaultyProxy proxy;
    private String repository;

    @BeforeAll
    static void startRegistry() throws Exception {
        network = Network.newNetwork();
        registry = RegistryContainer.plain(network, shared);
        registry.start();
        image = RandomImage.of(2, 14_000_000, 2_000_000, 300_000, 10);
        layout = RandomImage.layout(image, shared.resolve("layout"));
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
        network.close();
    }

    @BeforeEach
    void start(TestInfo test) throws IOException {
        proxy = FaultyProxy.before(registry.name());
        repository = "/" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT) + "/image";
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
    }

    @Test
    void uploadsThatAreResetInTheMiddleAreBegunAnew() throws Exception {
        proxy.spoil(asked -> asked.is("PUT " + UPLOAD) && asked.length() > 1_500_000, 3, Fault.resetUpload(1_200_000));

        KilnRun pushed = push();

        assertThat(pushed.exitCode()).as(pushed.err()).isZero();
        assertThat(proxy.spoiled()).hasSize(3);
        assertWholeInRegistry();
    }

    @Test
    void downloadsThatAreCutGoOnWhereTheyBroke() throws Exception {
        direct().push(image, reference(registry.name()), BlobOrigins.none(), PushEvents.none());
        proxy.spoil(asked -> asked.is("GET " + BLOB) && big(asked), 3, Fault.cutDownload(3_000_000));

        KilnRun pulled = kiln("image", "export", "--type", "oci", reference(proxy.name()), folder.resolve("back.tar"));

        assertThat(pulled.exitCode()).as(pulled.err()).isZero();
        assertThat(proxy.spoiled()).hasSize(3);
        assertThat(proxy.asked().stream()
                        .filter(FaultyRegistryIT::big)
                        .map(asked -> asked.header("range", "-"))
                        .toList())
                .containsExactly("-", "bytes=3000000-", "bytes=6000000-", "bytes=9000000-");
        assertThat(Shell.run(folder, "skopeo inspect --format '{{.Digest}}' oci-archive:back.tar")
                        .strip())
                .isEqualTo(image.manifest().digest().toString());
        Shell.run(folder, "skopeo copy --quiet --insecure-policy oci-archive:back.tar dir:back");
    }

    @Test
    void anOverloadedRegistryIsAskedAgain() throws Exception {
        proxy.spoil(asked -> asked.is("HEAD .*"), 2, Fault.answer(503))
                .spoil(asked -> asked.is("POST .*"), 2, Fault.answer(502))
                .spoil(asked -> asked.is("PUT " + UPLOAD), 2, Fault.answer(503))
                .spoil(asked -> asked.is("PUT .*/manifests/.*"), 2, Fault.answer(504));

        KilnRun pushed = push();

        assertThat(pushed.exitCode()).as(pushed.err()).isZero();
        assertThat(proxy.spoiled()).hasSize(8);
        assertWholeInRegistry();
    }

    @Test
    void aRegistryThatNamesATimeIsAskedAgainAfterIt() throws Exception {
        proxy.spoil(asked -> asked.is("PUT .*/manifests/.*"), 1, Fault.answer(429, "Retry-After: 2"));

        KilnRun pushed = push();

        assertThat(pushed.exitCode()).as(pushed.err()).isZero();
        List<Asked> tagged = proxy.asked().stream()
                .filter(asked -> asked.is("PUT .*/manifests/.*"))
                .toList();
        assertThat(tagged).hasSize(2);
        assertThat(Duration.ofNanos(tagged.get(1).at() - tagged.get(0).at()))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
        assertWholeInRegistry();
    }

    @Test
    void aRegistryThatTakesNoBlobsIsNamedWithItsStatusAndGetsNoTag() throws Exception {
        proxy.spoil(asked -> asked.is("PUT " + UPLOAD), Integer.MAX_VALUE, Fault.answer(503));
        long start = System.nanoTime();

        KilnRun refused = push();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .containsPattern(
                        proxy.name() + repository + ": pushing blob sha256:[0-9a-f]{64}: the registry answers 503")
                .doesNotContain("Exception");
        assertThat(refused.out()).isEmpty();
        assertThat(proxy.asked()).noneMatch(asked -> asked.is("PUT .*/manifests/.*"));
        assertThat(direct().head(reference(registry.name()))).isEmpty();
    }

    @Test
    void anUploadThatStallsIsBegunAnew() throws Exception {
        proxy.spoil(asked -> asked.is("PUT " + UPLOAD) && asked.length() > 10_000_000, 1, Fault.stallUpload(1_000_000));
        long start = System.nanoTime();

        patient().push(image, reference(proxy.name()), BlobOrigins.none(), PushEvents.none());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(proxy.spoiled()).hasSize(1);
        assertWholeInRegistry();
    }

    @Test
    void aDownloadThatStallsGoesOnWhereItStopped() throws Exception {
        direct().push(image, reference(registry.name()), BlobOrigins.none(), PushEvents.none());
        proxy.spoil(FaultyRegistryIT::big, 1, Fault.stallDownload(5_000_000));

        OciLayout back = OciLayout.openOrCreate(folder.resolve("back"));
        back.write(patient().pull(reference(proxy.name()), "linux/amd64"));

        assertThat(proxy.spoiled()).hasSize(1);
        assertThat(proxy.asked().stream().filter(FaultyRegistryIT::big).map(asked -> asked.header("range", "-")))
                .containsExactly("-", "bytes=5000000-");
        assertThat(back.has(image.manifest().layers().get(0))).isTrue();
    }

    @Test
    void aRegistryThatAlwaysStallsIsASentence() {
        proxy.spoil(
                asked -> asked.is("PUT " + UPLOAD) && asked.length() > 10_000_000,
                Integer.MAX_VALUE,
                Fault.stallUpload(0));
        RegistryClient client = new RegistryClient(options()
                .withPatience(PATIENCE)
                .withRetry(new RetryPolicy(2, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMinutes(1))));

        assertThatThrownBy(() -> client.push(image, reference(proxy.name()), BlobOrigins.none(), PushEvents.none()))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageMatching(
                        proxy.name() + repository + ": pushing blob sha256:[0-9a-f]{64}: nothing was taken for 2 s");
        assertThat(proxy.asked()).noneMatch(asked -> asked.is("PUT .*/manifests/.*"));
    }

    private static boolean big(Asked asked) {
        return asked.is("GET .*/blobs/" + image.manifest().layers().get(0).digest());
    }

    private static RegistryOptions options() {
        return RegistryOptions.with(CredentialSource.none());
    }

    private static RegistryClient patient() {
        return new RegistryClient(options().withPatience(PATIENCE));
    }

    /** Past the proxy. */
    private static RegistryClient direct() {
        return new RegistryClient(options().withInsecure(Set.of(registry.name())));
    }

    private ImageReference reference(String host) {
        return ImageReference.parse(host + repository + ":v1");
    }

    private KilnRun push() {
        return kiln("image", "push", layout, reference(proxy.name()));
    }

    private KilnRun kiln(Object... args) {
        List<String> all = new ArrayList<>();
        for (Object arg : args) {
            all.add(arg.toString());
        }
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        return KilnRun.of(all.toArray(String[]::new));
    }

    /** Skopeo verifies each blob that it copies. */
    private void assertWholeInRegistry() throws Exception {
        String from = "docker://" + reference(registry.name());
        assertThat(registry.digest(repository.substring(1) + ":v1"))
                .isEqualTo(image.manifest().digest().toString());
        Shell.run(folder, "skopeo copy --quiet --insecure-policy --src-tls-verify=false " + from + " dir:copy");
    }
}
