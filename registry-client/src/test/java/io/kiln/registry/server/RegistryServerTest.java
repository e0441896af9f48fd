package io.kiln.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Digest;
import io.kiln.oci.MediaTypes;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryServerTest {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String TEXT = "0123456789";
    private static final Digest DIGEST = Digest.of(TEXT.getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private Path storage;
    private RegistryServer server;

    @BeforeEach
    void start() throws IOException {
        storage = directory.resolve("storage");
        server = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), storage);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void restart() throws IOException {
        server.close();
        server = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), storage);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + server.registry() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private String begin(String repository) throws IOException, InterruptedException {
        HttpResponse<String> response = send("POST", "/v2/" + repository + "/blobs/uploads/", "");
        assertThat(response.statusCode()).isEqualTo(202);
        return response.headers().firstValue("Location").orElseThrow();
    }

    private void pushBlob(String repository) throws IOException, InterruptedException {
        assertThat(send("PUT", begin(repository) + "?digest=" + DIGEST, TEXT).statusCode())
                .isEqualTo(201);
    }

    private static String manifest() {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.MANIFEST + "\",\"config\":{\"mediaType\":\""
                + MediaTypes.CONFIG + "\",\"digest\":\"" + DIGEST + "\",\"size\":10},\"layers\":[]}";
    }

    private HttpResponse<String> pushManifest(String repository, String selector, String manifest)
            throws IOException, InterruptedException {
        return send(
                "PUT", "/v2/" + repository + "/manifests/" + selector, manifest, "Content-Type", MediaTypes.MANIFEST);
    }

    @Test
    void saysThatItSpeaksTheProtocol() throws Exception {
        assertThat(send("GET", "/v2/", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/", "").statusCode()).isEqualTo(404);
    }

    @Test
    void blobIsUploadedInOneRequest() throws Exception {
        HttpResponse<String> created = send("POST", "/v2/a/b/blobs/uploads/?digest=" + DIGEST, TEXT);

        assertThat(created.statusCode()).isEqualTo(201);
        HttpResponse<String> read =
                send("GET", created.headers().firstValue("Location").orElseThrow(), "");
        assertThat(read.body()).isEqualTo(TEXT);
        assertThat(read.headers().firstValue("Docker-Content-Digest")).contains(DIGEST.toString());
        HttpResponse<String> head = send("HEAD", "/v2/a/b/blobs/" + DIGEST, "");
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(10);
    }

    @Test
    void chunksAreTakenInOrderOnlyAndSurviveARestart() throws Exception {
        String upload = begin("a");
        assertThat(send("PATCH", upload, "0123", "Content-Range", "0-3").statusCode())
                .isEqualTo(202);
        assertThat(send("PATCH", upload, "89", "Content-Range", "8-9").statusCode())
                .as("a hole")
                .isEqualTo(416);
        assertThat(send("PATCH", upload, "4", "Content-Range", "4-9").statusCode())
                .as("another length than it says")
                .isEqualTo(416);

        restart();

        HttpResponse<String> status = send("GET", upload, "");
        assertThat(status.statusCode()).isEqualTo(204);
        assertThat(status.headers().firstValue("Range")).contains("0-3");
        assertThat(send("PATCH", upload, "456", "Content-Range", "4-6").statusCode())
                .isEqualTo(202);
        assertThat(send("PUT", upload + "?digest=" + DIGEST, "789", "Content-Range", "7-9")
                        .statusCode())
                .isEqualTo(201);
        assertThat(send("GET", "/v2/a/blobs/" + DIGEST, "").body()).isEqualTo(TEXT);
    }

    @Test
    void uploadWithAnotherDigestLeavesNothing() throws Exception {
        String upload = begin("a");

        HttpResponse<String> response = send("PUT", upload + "?digest=" + DIGEST, "something else");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":\"DIGEST_INVALID\"");
        assertThat(send("GET", upload, "").statusCode()).isEqualTo(404);
        try (Stream<Path> blobs = Files.list(storage.resolve("blobs/sha256"));
                Stream<Path> uploads = Files.list(storage.resolve("uploads"))) {
            assertThat(blobs).isEmpty();
            assertThat(uploads).isEmpty();
        }
    }

    @Test
    void cancelledUploadIsGone() throws Exception {
        String upload = begin("a");

        assertThat(send("DELETE", upload, "").statusCode()).isEqualTo(204);
        assertThat(send("PATCH", upload, "x").statusCode()).isEqualTo(404);
    }

    @Test
    void uploadOfOneRepositoryIsUnknownInAnother() throws Exception {
        String upload = begin("a").replace("/v2/a/", "/v2/b/");

        assertThat(send("PATCH", upload, "x").body()).contains("BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void repositoryShowsOnlyWhatWasPushedOrMountedToIt() throws Exception {
        pushBlob("a");

        assertThat(send("GET", "/v2/b/blobs/" + DIGEST, "").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/v2/b/blobs/uploads/?mount=" + DIGEST + "&from=c", "")
                        .statusCode())
                .as("c does not have it, so this begins an upload")
                .isEqualTo(202);
        assertThat(send("POST", "/v2/b/blobs/uploads/?mount=" + DIGEST + "&from=a", "")
                        .statusCode())
                .isEqualTo(201);
        assertThat(send("GET", "/v2/b/blobs/" + DIGEST, "").body()).isEqualTo(TEXT);
        try (Stream<Path> blobs = Files.list(storage.resolve("blobs/sha256"))) {
            assertThat(blobs).as("shared on disk").hasSize(1);
        }
    }

    @Test
    void partsOfABlobCanBeRead() throws Exception {
        pushBlob("a");
        String blob = "/v2/a/blobs/" + DIGEST;

        HttpResponse<String> middle = send("GET", blob, "", "Range", "bytes=2-4");
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.body()).isEqualTo("234");
        assertThat(middle.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
        assertThat(send("GET", blob, "", "Range", "bytes=7-").body()).isEqualTo("789");
        assertThat(send("GET", blob, "", "Range", "bytes=-2").body()).isEqualTo("89");
        assertThat(send("GET", blob, "", "Range", "bytes=10-").statusCode()).isEqualTo(416);
        assertThat(send("GET", blob, "", "Range", "bytes=0-1,3-4").body()).isEqualTo(TEXT);
    }

    @Test
    void manifestIsRefusedWhenItsBlobsAreNotInThatRepository() throws Exception {
        pushBlob("a");

        HttpResponse<String> refused = pushManifest("b", "v1", manifest());

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("MANIFEST_BLOB_UNKNOWN").contains(DIGEST.toString());
        assertThat(send("GET", "/v2/b/manifests/v1", "").statusCode()).isEqualTo(404);
        assertThat(pushManifest("a", "v1", manifest()).statusCode()).isEqualTo(201);
    }

    @Test
    void indexIsRefusedWhenAManifestOfItIsMissing() throws Exception {
        String index = "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + MediaTypes.MANIFEST
                + "\",\"digest\":\"" + DIGEST + "\",\"size\":10}]}";

        assertThat(send("PUT", "/v2/a/manifests/v1", index, "Content-Type", MediaTypes.INDEX)
                        .body())
                .contains("MANIFEST_BLOB_UNKNOWN");
    }

    @Test
    void manifestThatIsNotOneIsRefused() throws Exception {
        assertThat(pushManifest("a", "v1", "no JSON").body()).contains("MANIFEST_INVALID");
        assertThat(pushManifest("a", "v1", "{\"schemaVersion\":1}").body()).contains("MANIFEST_INVALID");
        assertThat(pushManifest("a", "v1", "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.INDEX + "\"}")
                        .body())
                .contains("MANIFEST_INVALID");
        assertThat(pushManifest("a", "v1", " ".repeat(5_000_000)).statusCode()).isEqualTo(400);
        assertThat(pushManifest("a", DIGEST.toString(), "{\"schemaVersion\":2}").body())
                .contains("DIGEST_INVALID");
    }

    @Test
    void contentSurvivesARestart() throws Exception {
        pushBlob("a/b");
        pushManifest("a/b", "v1", manifest());

        restart();

        HttpResponse<String> read = send("GET", "/v2/a/b/manifests/v1", "");
        assertThat(read.body()).isEqualTo(manifest());
        assertThat(read.headers().firstValue("Content-Type")).contains(MediaTypes.MANIFEST);
        assertThat(send("GET", "/v2/a/b/blobs/" + DIGEST, "").body()).isEqualTo(TEXT);
    }

    @Test
    void blobThatAManifestNeedsIsNotDeleted() throws Exception {
        pushBlob("a");
        pushManifest("a", "v1", manifest());
        Digest manifest = Digest.of(manifest().getBytes(StandardCharsets.UTF_8));

        assertThat(send("DELETE", "/v2/a/blobs/" + DIGEST, "").statusCode()).isEqualTo(409);
        assertThat(send("DELETE", "/v2/a/manifests/" + manifest, "").statusCode())
                .isEqualTo(202);
        assertThat(send("GET", "/v2/a/manifests/v1", "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/v2/a/blobs/" + DIGEST, "").statusCode()).isEqualTo(202);
        assertThat(send("GET", "/v2/a/blobs/" + DIGEST, "").statusCode()).isEqualTo(404);
    }

    @Test
    void listsComeInPages() throws Exception {
        for (String repository : new String[] {"b", "a/x", "a"}) {
            pushBlob(repository);
            for (String tag : new String[] {"v1", "v3", "v2"}) {
                pushManifest(repository, tag, manifest());
            }
        }

        assertThat(send("GET", "/v2/_catalog", "").body()).isEqualTo("{\"repositories\":[\"a\",\"a/x\",\"b\"]}");
        HttpResponse<String> first = send("GET", "/v2/a/tags/list?n=2", "");
        assertThat(first.body()).isEqualTo("{\"name\":\"a\",\"tags\":[\"v1\",\"v2\"]}");
        assertThat(first.headers().firstValue("Link")).contains("</v2/a/tags/list?last=v2&n=2>; rel=\"next\"");
        HttpResponse<String> second = send("GET", "/v2/a/tags/list?last=v2&n=2", "");
        assertThat(second.body()).isEqualTo("{\"name\":\"a\",\"tags\":[\"v3\"]}");
        assertThat(second.headers().firstValue("Link")).isEmpty();
        assertThat(send("GET", "/v2/none/tags/list", "").body()).contains("NAME_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/../../etc/blobs/uploads/",
                "/v2/%2e%2e/%2e%2e/x/blobs/uploads/",
                "/v2/a/../b/blobs/uploads/",
                "/v2/UPPER/blobs/uploads/",
                "/v2/_catalog/blobs/uploads/",
                "/v2/a%00b/blobs/uploads/",
                "/v2//a/blobs/uploads/"
            })
    void namesThatLeadOutsideAreRefused(String path) throws Exception {
        assertThat(send("POST", path, "").statusCode()).isIn(400, 404);
        try (Stream<Path> repositories = Files.list(storage.resolve("repositories"));
                Stream<Path> uploads = Files.list(storage.resolve("uploads"))) {
            assertThat(repositories).isEmpty();
            assertThat(uploads).isEmpty();
        }
    }

    @RepeatedTest(20) // the requests of one client follow each other on what connections it keeps
    void tagsAndMountSourcesThatLeadOutsideAreRefused() throws Exception {
        pushBlob("a");
        Files.writeString(directory.resolve("secret"), DIGEST.toString());

        assertThat(send("GET", "/v2/a/manifests/..%2f..%2f..%2f..%2fsecret", "").statusCode())
                .isIn(400, 404);
        assertThat(pushManifest("a", "%2e%2e", manifest()).statusCode()).isEqualTo(400);
        assertThat(send("POST", "/v2/a/blobs/uploads/?mount=" + DIGEST + "&from=../../x", "")
                        .body())
                .contains("NAME_INVALID");
    }

    @Test
    void otherAddressesThanLoopbackAreRefused() {
        assertThatThrownBy(() -> RegistryServer.start(new InetSocketAddress("0.0.0.0", 0), storage))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'0.0.0.0' is not a loopback address");
    }

    @Test
    void addressInUseIsNamed() {
        assertThatThrownBy(() -> RegistryServer.start(server.address(), directory.resolve("other")))
                .isInstanceOf(BindException.class)
                .hasMessageContaining(server.registry() + " is in use");
    }

    @Test
    void storageInUseIsNamed() {
        assertThatThrownBy(() -> RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), storage))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use by another registry");
    }
}
