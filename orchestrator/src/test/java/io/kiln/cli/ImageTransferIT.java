package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kiln image push, copy, export} beside skopeo. */
class ImageTransferIT {

    @TempDir
    Path folder;

    private RegistryServer registry;
    private String address;

    @BeforeEach
    void start() throws Exception {
        registry = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), folder.resolve("registry"));
        address = "127.0.0.1:" + registry.address().getPort();
        Files.createDirectories(folder.resolve("root/etc"));
        Files.writeString(folder.resolve("root/etc/motd"), "hello\n");
        shell("tar -C root -cf root.tar .");
        kiln("image", "import", folder.resolve("root.tar"), address + "/user/tool:v1", "--push");
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    @Test
    void anExportedDockerArchiveIsTakenBySkopeoAndPushedAgain() throws Exception {
        kiln("image", "export", address + "/user/tool:v1", folder.resolve("tool.tar"));
        shell("skopeo copy docker-archive:tool.tar oci:copy:v1");
        assertThat(shell("skopeo inspect --config docker-archive:tool.tar")).contains("amd64");

        KilnRun pushed = kiln("image", "push", folder.resolve("tool.tar"), address + "/other/tool:v2");
        assertThat(pushed.err()).contains("pushing manifest for " + address + "/other/tool:v2@sha256:");
        assertThat(pushed.out()).contains(address + "/other/tool:v2@" + digest("other/tool:v2"));
        assertThat(layers("other/tool:v2")).isEqualTo(layers("user/tool:v1"));
    }

    @Test
    void whatSkopeoWritesIsPushedWithTheSameDigest() throws Exception {
        shell("skopeo copy --src-tls-verify=false --preserve-digests docker://" + address
                + "/user/tool:v1 oci-archive:tool.oci.tar:v1");
        shell("skopeo copy --src-tls-verify=false --preserve-digests docker://" + address
                + "/user/tool:v1 oci:layout:v1");
        shell("gzip -k tool.oci.tar");
        for (String form : List.of("tool.oci.tar", "layout", "tool.oci.tar.gz")) {
            kiln("image", "push", folder.resolve(form), address + "/again/tool:v1");
            assertThat(digest("again/tool:v1")).isEqualTo(digest("user/tool:v1"));
        }
    }

    @Test
    void aCopyKeepsTheDigestAndMountsWhatIsThere() throws Exception {
        KilnRun copied = kiln("image", "copy", address + "/user/tool:v1", address + "/mirror/tool:v1");
        assertThat(digest("mirror/tool:v1")).isEqualTo(digest("user/tool:v1"));
        assertThat(copied.err()).contains("pushing manifest for").doesNotContain("=> pushed sha256");
        String byDigest = address + "/user/tool@" + digest("user/tool:v1");
        kiln("image", "copy", byDigest, address + "/mirror/tool:v2");
        assertThat(digest("mirror/tool:v2")).isEqualTo(digest("user/tool:v1"));
    }

    @Test
    void aCopyIntoTheStoreAndOutOfItKeepsTheDigest() throws Exception {
        kiln("image", "copy", address + "/user/tool:v1", "store:kiln.test/tool:1");
        assertThat(kiln("image", "inspect", "kiln.test/tool:1").out()).contains(digest("user/tool:v1"));
        kiln("image", "copy", "store:kiln.test/tool:1", address + "/out/tool:v1");
        assertThat(digest("out/tool:v1")).isEqualTo(digest("user/tool:v1"));
        KilnRun absent = run("image", "copy", "store:kiln.test/absent:1", address + "/out/x:v1");
        assertThat(absent.exitCode()).isEqualTo(2);
        assertThat(absent.err()).contains("the store has no image kiln.test/absent:1");
    }

    @Test
    void anArchiveOfSeveralImagesWantsANameToChoose() throws Exception {
        shell("skopeo copy --src-tls-verify=false docker://" + address + "/user/tool:v1 oci:several:one");
        Files.writeString(folder.resolve("root/etc/motd"), "other\n");
        shell("tar -C root -cf other.tar .");
        kiln("image", "import", folder.resolve("other.tar"), address + "/user/other:v1", "--push");
        shell("skopeo copy --src-tls-verify=false docker://" + address + "/user/other:v1 oci:several:two");
        KilnRun refused = run("image", "push", folder.resolve("several"), address + "/user/x:v1");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("holds 2 images; choose one with --image NAME: one, two");
        kiln("image", "push", folder.resolve("several"), address + "/user/x:v1", "--image", "two");
        assertThat(layers("user/x:v1")).isEqualTo(layers("user/other:v1"));
    }

    @Test
    void aFileThatHoldsNoImageIsASentence() throws Exception {
        Files.writeString(folder.resolve("note.txt"), "not an archive");
        KilnRun run = run("image", "push", folder.resolve("note.txt"), address + "/user/x:v1");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("note.txt holds no images");
        assertThat(run("image", "push", folder.resolve("root.tar"), address + "/user/x:v1")
                        .exitCode())
                .isEqualTo(2);
        assertThat(run("image", "push", folder.resolve("absent.tar"), address + "/user/x:v1")
                        .err())
                .contains("there is no file");
    }

    @Test
    void anImageWithAPrivateKeyIsNotPushed() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Files.writeString(
                folder.resolve("root/etc/key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        shell("tar -C root -cf key.tar .");
        kiln("image", "import", folder.resolve("key.tar"), "kiln.test/key:1");
        kiln("image", "export", "kiln.test/key:1", folder.resolve("key-image.tar"));
        KilnRun run = run("image", "push", folder.resolve("key-image.tar"), address + "/user/key:v1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("/etc/key.pem").contains("private key");
        KilnRun copy = run("image", "copy", "store:kiln.test/key:1", address + "/user/key:v1");
        assertThat(copy.exitCode()).isEqualTo(1);
        assertThat(copy.err()).contains("/etc/key.pem").contains("private key");
        assertThat(shell("curl -s http://" + address + "/v2/_catalog")).doesNotContain("user/key");
    }

    @Test
    void aPlatformThatIsNotThereIsASentence() {
        KilnRun run =
                run("image", "copy", address + "/user/tool:v1", address + "/user/x:v1", "--platform", "linux/arm64");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("has no image for linux/arm64; it has linux/amd64");
    }

    private KilnRun kiln(Object... args) {
        KilnRun run = run(args);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private KilnRun run(Object... args) {
        List<String> all = new java.util.ArrayList<>();
        for (Object arg : args) {
            all.add(arg.toString());
        }
        all.add("--store");
        all.add(folder.resolve("store").toString());
        return KilnRun.of(all.toArray(String[]::new));
    }

    private String digest(String reference) throws Exception {
        return shell("skopeo inspect --tls-verify=false --format '{{.Digest}}' docker://" + address + "/" + reference)
                .strip();
    }

    private JsonNode layers(String reference) throws Exception {
        return JsonMapper.builder()
                .build()
                .readTree(shell("skopeo inspect --tls-verify=false --config docker://" + address + "/" + reference))
                .path("rootfs");
    }

    private String shell(String script) throws Exception {
        Process process = new ProcessBuilder("/bin/bash", "-ec", script)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(script).isZero();
        return out;
    }
}
