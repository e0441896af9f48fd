package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.kmod.PairFixture;
import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing leaves unless every module in it fits its kernel. */
class ModuleGateIT {

    @TempDir
    Path folder;

    private final PairFixture pair = new PairFixture();
    private TestTree tree;
    private RegistryServer registry;
    private String address;

    @BeforeEach
    void start() throws Exception {
        tree = TestTree.in(folder);
        registry = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), folder.resolve("registry"));
        address = "127.0.0.1:" + registry.address().getPort();
        pair.kernel(packageOfFiles("kernel"));
        pair.goodModule(packageOfFiles("good"));
        pair.strangeModule(packageOfFiles("strange"));
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    @Test
    void aPairThatFitsIsPushedAndVerifiedAgainFromTheRegistry() throws Exception {
        KilnRun run = tree.build("kernel", "good", "--registry", address, "--push");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("proved usr/lib/modules/6.1.99-kiln/extras/hello.ko of good");
        KilnRun verified = verify("kernel", "good");
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("1 of 1 modules fit the kernel");
    }

    @Test
    void theImagesSayTheirKindReleaseAndCertificateInLabelsAndAnnotations() throws Exception {
        tree.build("kernel", "good", "--registry", address, "--push");
        Map<String, String> kernel = labels("kernel", "kernel");
        Map<String, String> module = labels("good", "package");
        assertThat(kernel.get("dev.kiln.kernel.release")).isEqualTo("6.1.99-kiln");
        assertThat(module.get("dev.kiln.kernel.release")).isEqualTo("6.1.99-kiln");
        assertThat(module.get("dev.kiln.signing-certificate.sha256"))
                .hasSize(64)
                .isEqualTo(kernel.get("dev.kiln.signing-certificate.sha256"));
        KilnRun again = tree.build("kernel", "good", "--registry", address, "--push");
        assertThat(again.err()).doesNotContain("proved");
        assertThat(labels("good", "package")).isEqualTo(module);
    }

    @Test
    void inspectShowsKindReleaseAndCertificateAndTellsAnImageOfTheStoreByItsFiles() throws Exception {
        tree.build("kernel", "--registry", address, "--push");
        String print = labels("kernel", "kernel").get("dev.kiln.signing-certificate.sha256");
        assertThat(inspect(address + "/user/kernel:latest").out())
                .contains("\nkind      kernel\nrelease   6.1.99-kiln\nsigned by " + print + "\n");
        assertThat(inspect(address + "/user/kernel:latest", "--json").out())
                .contains("\"kind\" : \"kernel\"")
                .contains("\"kernelRelease\" : \"6.1.99-kiln\"")
                .contains("\"signingCertificateSha256\" : \"" + print + "\"");
        for (int time = 0; time < 2; time++) {
            assertThat(inspect(TestTree.BASE).out()).contains("\nkind      package\n");
        }
    }

    private KilnRun inspect(String... args) {
        List<String> all = new ArrayList<>(List.of("image", "inspect", "--store", tree.store.toString()));
        all.addAll(List.of(args));
        KilnRun run = KilnRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private Map<String, String> labels(String target, String kind) throws Exception {
        KilnRun run = inspect("--json", address + "/user/" + target + ":latest");
        JsonNode image = JsonMapper.builder().build().readTree(run.out());
        Map<String, String> labels = new TreeMap<>();
        image.path("config").path("config").path("Labels").properties().forEach(label -> {
            if (label.getKey().startsWith("dev.kiln.")) {
                labels.put(label.getKey(), label.getValue().asText());
            }
        });
        assertThat(labels).containsEntry("dev.kiln.image.kind", kind);
        labels.forEach((name, value) -> assertThat(
                        image.path("manifest").path("annotations").path(name).asText())
                .isEqualTo(value));
        return labels;
    }

    @Test
    void aModuleOfAnotherKeyKeepsTheWholeSessionAtHome() throws Exception {
        KilnRun run = tree.build("kernel", "good", "strange", "--registry", address, "--push");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("strange")
                .contains("/usr/lib/modules/6.1.99-kiln/extras/hello.ko")
                .contains("the kernel's key")
                .contains("another key");
        assertThat(catalog()).contains("[]");
    }

    @Test
    void modulesThatStayHereAreNotJudged() throws Exception {
        KilnRun run = tree.build("strange", "--output", "type=local,dest=" + folder.resolve("out"));
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void moduleVerifyNamesFileKeyWantedAndKeyFound() throws Exception {
        tree.build("kernel", "--registry", address, "--push");
        pushUnproved("strange");
        KilnRun run = verify("kernel", "strange");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("/usr/lib/modules/6.1.99-kiln/extras/hello.ko")
                .contains("the kernel's key")
                .contains("another key")
                .contains("1 of 1 modules would not be loaded");
    }

    @Test
    void moduleVerifyWantsAKernelImageAsKernel() throws Exception {
        tree.build("kernel", "good", "--registry", address, "--push");
        KilnRun run = verify("good", "good");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--kernel").contains("/boot/vmlinuz");
    }

    private KilnRun verify(String kernel, String image) {
        return KilnRun.of(
                "module",
                "verify",
                "--store",
                tree.store.toString(),
                "--kernel",
                address + "/user/" + kernel + ":latest",
                address + "/user/" + image + ":latest");
    }

    /** As somebody would who does not use Kiln. */
    private void pushUnproved(String target) throws Exception {
        Path out = folder.resolve("unproved");
        tree.build(target, "--output", "type=local,dest=" + out);
        String script = "cd " + folder + " && mkdir layout && tar -C " + out
                + " --owner=0 --group=0 -czf layer.tgz . && "
                + "diff=$(zcat layer.tgz | sha256sum | cut -d' ' -f1) && layer=$(sha256sum < layer.tgz | cut -d' ' -f1) && "
                + "printf '{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:%s\"]}}' $diff > config && "
                + "config=$(sha256sum < config | cut -d' ' -f1) && mv layer.tgz layout/$layer && mv config layout/$config && "
                + "printf 'Directory Transport Version: 1.1\\n' > layout/version && "
                + "printf '{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:%s\",\"size\":%s},\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:%s\",\"size\":%s}]}' "
                + "$config $(stat -c %s layout/$config) $layer $(stat -c %s layout/$layer) > layout/manifest.json && "
                + "skopeo copy --insecure-policy --dest-tls-verify=false dir:layout docker://" + address + "/user/"
                + target + ":latest";
        assertThat(new ProcessBuilder("/bin/bash", "-ec", script)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor())
                .isZero();
    }

    private String catalog() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + address + "/v2/_catalog"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** A package whose image has the files of the folder that this gives. */
    private Path packageOfFiles(String name) throws IOException {
        tree.file(name + "/pkg.yaml", """
                name: %s
                variant: tiny
                steps:
                  - install:
                      - cp -r /pkg/files /rootfs
                finalize:
                  - from: /rootfs
                    to: /
                """.formatted(name));
        return tree.root.resolve(name).resolve("files");
    }
}
