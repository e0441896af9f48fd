package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.kmod.PairFixture;
import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An extension keeps to all rules before it leaves, and its modules need no kernel in the session. */
class ExtensionBuildIT {

    private static final String RELEASE = PairFixture.release();

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
        tree.file("kernel/pkg.yaml", packageOfFiles("kernel"));
        pair.kernel(tree.root.resolve("kernel/files"));
        tree.file("module/pkg.yaml", packageOfFiles("module"));
        pair.goodModule(tree.root.resolve("module/files"));
        KilnRun pushed = tree.build("kernel", "module", "--registry", address, "--push");
        assertThat(pushed.exitCode()).as(pushed.err()).isZero();
        tree.file("ext/vars.yaml", "VERSION: v1.0.0\n")
                .file("ext/manifest.yaml.tmpl", """
                        version: v1alpha1
                        metadata:
                          name: hello
                          version: {{ .VERSION }}
                          compatibility:
                            talos:
                              version: ">= v1.10.0"
                        """)
                .file("ext/pkg.yaml", extension("true"));
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    @Test
    void anExtensionOnAPackageImageOfARegistryLeavesAndSaysWhichCertificateItIsFor() {
        KilnRun run = build("--push");

        assertThat(run.exitCode()).as(run.err()).isZero();
        KilnRun shown = KilnRun.of("image", "inspect", "--store", tree.store.toString(), ref("ext"));
        KilnRun module = KilnRun.of("image", "inspect", "--store", tree.store.toString(), ref("module"));
        String certificate = module.out()
                .lines()
                .filter(line -> line.contains("signing-certificate"))
                .findFirst()
                .orElseThrow();
        assertThat(shown.out())
                .contains("dev.kiln.image.kind=extension", "dev.kiln.kernel.release=" + RELEASE, certificate);
        KilnRun validated = KilnRun.of(
                "extension",
                "validate",
                "--store",
                tree.store.toString(),
                "--kernel",
                ref("kernel"),
                "--talos-version",
                "v1.10.0-alpha.1",
                ref("ext"));
        assertThat(validated.exitCode()).as(validated.out() + validated.err()).isZero();
        assertThat(validated.out()).contains("(hello v1.0.0): a machine takes it; 1 module");
        assertThat(build("--push").exitCode()).isZero();
    }

    @Test
    void whatIsWrongInTheTemplateIsSaidAtItsLine() throws Exception {
        tree.file("ext/vars.yaml", "VERSION: latest\n");
        KilnRun run = build("--push");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("ext/manifest.yaml.tmpl:4:15: \"latest\" cannot be the version of an extension")
                .contains("nothing is handed on");
        assertThat(repositories()).doesNotContain("user/ext");
    }

    @Test
    void everyFindingIsSaidAtOnceAlsoWhereTheExtensionStays() throws Exception {
        Files.delete(tree.root.resolve("ext/manifest.yaml.tmpl"));
        tree.file("ext/manifest.yaml", "version: v1alpha1\nmetadata:\n  name: hello\n  version: 1\n")
                .file(
                        "ext/pkg.yaml",
                        extension(
                                "mkdir -p /rootfs/etc/modprobe.d /rootfs/opt && echo x > /rootfs/etc/modprobe.d/x.conf"
                                        + " && echo x > /rootfs/opt/x && chmod 666 /rootfs/opt/x"));
        for (int again = 0; again < 2; again++) {
            KilnRun run = build("--output", "type=local,dest=" + folder.resolve("out"));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("(4 findings)")
                    .contains("ext/manifest.yaml:4:12: \"1\" cannot be the version")
                    .contains("ext: /rootfs/etc/modprobe.d/x.conf: it configures modules")
                    .contains("ext: /rootfs/opt/x: an extension may not put a file there")
                    .contains("put it at /rootfs/usr/local/opt/x")
                    .contains("ext: /rootfs/opt/x: everybody may write");
            assertThat(folder.resolve("out")).doesNotExist();
        }
    }

    @Test
    void theTagOfTalosIsReadBeforeTheBuildAndTheConstraintHeldAgainstIt() {
        KilnRun wrong = build("--talos-version", "main");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("'main' is not a semantic version").doesNotContain("=> ");
        KilnRun old = build("--talos-version", "v1.9.0");
        assertThat(old.exitCode()).isEqualTo(1);
        assertThat(old.err())
                .contains("ext/manifest.yaml.tmpl:7:16: the constraint \">= v1.10.0\" does not accept Talos v1.9.0");
        KilnRun good = build("--talos-version", "v1.10.1");
        assertThat(good.exitCode()).as(good.err()).isZero();
    }

    @Test
    void aModuleOfAnotherKeyThanThoseOfThePackageImageIsRefused() throws Exception {
        Files.write(tree.root.resolve("ext/other.ko"), pair.signedByAnother());
        tree.file(
                "ext/pkg.yaml", extension("cp /pkg/other.ko /rootfs/usr/lib/modules/" + RELEASE + "/extras/other.ko"));
        KilnRun run = build("--push");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("/rootfs/usr/lib/modules/" + RELEASE + "/extras/other.ko: it is signed by 'CN=another key'")
                .contains("but the modules of " + ref("module"))
                .doesNotContain("hello.ko: it is");
    }

    @Test
    void anUnsignedModuleIsRefusedThoughThereIsNoKernelInTheSession() throws Exception {
        Files.write(tree.root.resolve("ext/bare.ko"), PairFixture.unsigned());
        tree.file("ext/pkg.yaml", extension("cp /pkg/bare.ko /rootfs/usr/lib/modules/" + RELEASE + "/extras/"));
        KilnRun run = build("--push");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("/extras/bare.ko: it is not signed");
    }

    @Test
    void aPlainPackageWithModulesAndNoKernelAnywhereIsStillRefused() {
        KilnRun run =
                tree.build("module", "--registry", address, "--push", "--build-arg", "PKG_IMAGE=" + ref("module"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("it is built on no kernel");
    }

    @Test
    void aPlainPackageOnAnImageWithModulesMayLeave() throws Exception {
        tree.file("again/pkg.yaml", """
                name: again
                variant: tiny
                dependencies:
                  - image: "${PKG_IMAGE}"
                    to: /module
                finalize:
                  - from: /module
                    to: /
                """);
        KilnRun run = tree.build("again", "--registry", address, "--push", "--build-arg", "PKG_IMAGE=" + ref("module"));

        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private KilnRun build(String... args) {
        List<String> all =
                new ArrayList<>(List.of("ext", "--registry", address, "--build-arg", "PKG_IMAGE=" + ref("module")));
        all.addAll(List.of(args));
        return tree.build(all.toArray(String[]::new));
    }

    private String ref(String name) {
        return address + "/user/" + name + ":latest";
    }

    private String repositories() throws IOException {
        try (InputStream in =
                URI.create("http://" + address + "/v2/_catalog").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String packageOfFiles(String name) {
        return """
                name: %s
                variant: tiny
                steps:
                  - install:
                      - cp -r /pkg/files /rootfs
                finalize:
                  - from: /rootfs
                    to: /
                """.formatted(name);
    }

    private static String extension(String script) {
        return """
                name: ext
                variant: tiny
                dependencies:
                  - image: "${PKG_IMAGE}"
                    to: /module
                steps:
                  - install:
                      - mkdir -p /rootfs && cp -r /module/usr /rootfs/usr
                      - %s
                finalize:
                  - from: /rootfs
                    to: /rootfs
                  - from: /pkg/manifest.yaml
                    to: /
                """.formatted(script);
    }
}
