package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, from files to a registry, with real containers. */
class BuildCommandIT {

    @TempDir
    Path folder;

    private TestTree tree;
    private RegistryServer registry;
    private String address;

    @BeforeEach
    void start() throws Exception {
        tree = TestTree.in(folder);
        registry = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), folder.resolve("registry"));
        address = "127.0.0.1:" + registry.address().getPort();
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    @Test
    void aPackageBecomesAnImageThatAForeignClientReads() throws Exception {
        tree.file(
                "Pkgfile",
                "format: v1alpha2\nlabels:\n  org.example: yes\nx-kiln: {baseImages: {tiny: " + TestTree.BASE + "}}\n");
        tree.file("hello/pkg.yaml", """
                name: hello
                variant: tiny
                steps:
                  - install:
                      - mkdir -p /rootfs/usr/share/hello
                      - echo hi > /rootfs/usr/share/hello/greeting
                    test:
                      - grep -q hi /rootfs/usr/share/hello/greeting
                finalize:
                  - from: /rootfs
                    to: /
                """);
        KilnRun run = tree.build("hello", "--registry", address, "--tag", "v1", "--push");
        assertThat(run.err()).contains("pushing manifest for " + address + "/user/hello:v1@sha256:");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("pushed " + address + "/user/hello:v1@sha256:");

        Path copy = folder.resolve("copy");
        shell("skopeo copy --insecure-policy --src-tls-verify=false docker://" + address + "/user/hello:v1 dir:"
                + copy);
        String inspected = shell("skopeo inspect --config --tls-verify=false docker://" + address + "/user/hello:v1");
        assertThat(inspected).contains("\"org.example\": \"yes\"").contains("1970-01-01T00:00:00Z");
        assertThat(shell("for f in " + copy + "/*; do tar -tvzf $f 2>/dev/null || true; done"))
                .contains("-rw-r--r-- 0/0")
                .contains("1970-01-01")
                .contains("usr/share/hello/greeting");
    }

    @Test
    void theConfigurationOfAnImageIsNoInputOfItsStage() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        tree.build("a", "--registry", address, "--push");
        tree.file(
                "a/pkg.yaml",
                random("a", "")
                        + "x-kiln: {image: {entrypoint: [/bin/a, -x], cmd: [y], env: {VERSION: v1}, workingDir: /w,"
                        + " labels: {org.example: other}}}\n");
        KilnRun run = tree.build("a", "--registry", address, "--push");
        assertThat(run.err()).contains("a: nothing changed").doesNotContain("unknown key");
        assertThat(shell("skopeo inspect --config --tls-verify=false docker://" + address + "/user/a:latest"))
                .containsPattern("\"Entrypoint\": \\[\\s+\"/bin/a\",\\s+\"-x\"")
                .containsPattern("\"Cmd\": \\[\\s+\"y\"")
                .contains("\"VERSION=v1\"", "\"WorkingDir\": \"/w\"", "\"org.example\": \"other\"");
    }

    @Test
    void anImageSaysWhatItIsWhateverItsTreeClaims() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        tree.build("a", "--registry", address, "--push");
        assertThat(shell("skopeo inspect --config --tls-verify=false docker://" + address + "/user/a:latest"))
                .contains("\"dev.kiln.image.kind\": \"package\"");
        tree.file(
                "a/pkg.yaml",
                random("a", "")
                        + "x-kiln: {image: {entrypoint: [/bin/imager], labels: {dev.kiln.image.kind: kernel,"
                        + " dev.kiln.kernel.release: 9.9.9}}}\n");
        KilnRun run = tree.build("a", "--registry", address, "--push");
        assertThat(run.err()).contains("a: nothing changed");
        assertThat(shell("skopeo inspect --config --tls-verify=false docker://" + address + "/user/a:latest"))
                .contains("\"dev.kiln.image.kind\": \"imager\"")
                .doesNotContain("9.9.9");
    }

    @Test
    void aSecondBuildRunsNothingAndGivesTheSameDigest() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        KilnRun first = tree.build("a", "--registry", address, "--push");
        KilnRun second = tree.build("a", "--registry", address, "--push");
        assertThat(second.err()).contains("a: nothing changed").doesNotContain("a: building");
        assertThat(second.out()).isEqualTo(first.out());
    }

    @Test
    void targetsOfOneCommandShareOneExecution() throws Exception {
        tree.file("key/pkg.yaml", random("key", ""));
        tree.file("one/pkg.yaml", copyOfKey("one"));
        tree.file("two/pkg.yaml", copyOfKey("two"));
        KilnRun run = tree.build("one", "two", "--output", "type=local,dest=" + folder.resolve("out"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err().split("key: building", -1)).hasSize(2);
        assertThat(folder.resolve("out/one/copy")).hasSameTextualContentAs(folder.resolve("out/two/copy"));
    }

    @Test
    void whatWasBuiltOnALostStageIsBuiltAgainWithIt() throws Exception {
        tree.file("key/pkg.yaml", random("key", ""));
        tree.file("one/pkg.yaml", copyOfKey("one"));
        tree.build("one", "--output", "type=local,dest=" + folder.resolve("before"));
        // The key's content goes; what was built on it stays. A new target needs the key.
        KilnRun key = tree.build("key", "--output", "type=local,dest=" + folder.resolve("key"));
        assertThat(key.err()).contains("key: nothing changed");
        deleteSnapshotsWith("rootfile");
        tree.file("two/pkg.yaml", copyOfKey("two"));
        KilnRun run = tree.build("one", "two", "--output", "type=local,dest=" + folder.resolve("after"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("the content of key was removed from the store");
        assertThat(folder.resolve("after/one/copy")).hasSameTextualContentAs(folder.resolve("after/two/copy"));
        assertThat(Files.readString(folder.resolve("after/one/copy")))
                .isNotEqualTo(Files.readString(folder.resolve("before/copy")));
    }

    @Test
    void noCacheRunsEachStageOnceMore() throws Exception {
        tree.file("key/pkg.yaml", random("key", ""));
        tree.file("one/pkg.yaml", copyOfKey("one"));
        tree.build("one", "--output", "type=local,dest=" + folder.resolve("before"));
        KilnRun run = tree.build("one", "--no-cache", "--output", "type=local,dest=" + folder.resolve("after"));
        assertThat(run.err()).contains("key: building").contains("one: building");
        assertThat(Files.readString(folder.resolve("after/copy")))
                .isNotEqualTo(Files.readString(folder.resolve("before/copy")));
    }

    @Test
    void aFailingInstructionSaysWhereItStandsAndWhatItPrinted() throws Exception {
        tree.file("bad/pkg.yaml", """
                name: bad
                variant: tiny
                steps:
                  - build:
                      - echo fine
                      - for i in $(seq 1 100); do echo line $i; done; exit 7
                finalize:
                  - from: /
                    to: /
                """);
        KilnRun run = tree.build("bad");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("bad")
                .contains("build")
                .contains("bad/pkg.yaml:6:9")
                .contains("line 61")
                .contains("line 100")
                .doesNotContain("line 60\n")
                .contains(tree.store.resolve("logs").toString());
        try (Stream<Path> logs = Files.list(tree.store.resolve("logs"))) {
            assertThat(Files.readString(logs.findFirst().orElseThrow()))
                    .contains("line 1\n")
                    .contains("line 100\n");
        }
    }

    @Test
    void aSourceWithAnotherSumIsRefusedAndBothSumsAreShown() throws Exception {
        Path source = Files.writeString(folder.resolve("source.txt"), "content\n");
        String sha256 = sum("SHA-256", source);
        tree.file("a/pkg.yaml", withSource(source, sha256, "0".repeat(128)));
        KilnRun run = tree.build("a");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a/pkg.yaml:").contains("0".repeat(128)).contains(sum("SHA-512", source));
        assertThat(tree.store.resolve("sources/sha256/" + sha256)).doesNotExist();
    }

    @Test
    void aSourceComesFromADistdirWithoutItsUrl() throws Exception {
        Path distdir = Files.createDirectory(folder.resolve("distdir"));
        Path source = Files.writeString(distdir.resolve("source.txt"), "from the distdir\n");
        tree.file(
                "a/pkg.yaml",
                withSource(Path.of("/nowhere/source.txt"), sum("SHA-256", source), sum("SHA-512", source)));
        KilnRun run = tree.build(
                "a", "--distdir", distdir.toString(), "--output", "type=local,dest=" + folder.resolve("out"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("out/source.txt")).hasContent("from the distdir\n");
    }

    @Test
    void aPrivateKeyKeepsTheWholeSessionAtHome() throws Exception {
        tree.file("fine/pkg.yaml", random("fine", ""));
        tree.file("leak/pkg.yaml", """
                name: leak
                variant: tiny
                finalize:
                  - from: /pkg/key.pem
                    to: /etc/keys/key.pem
                steps:
                  - install:
                      - "true"
                """);
        shell("openssl genrsa -out " + tree.root.resolve("leak/key.pem") + " 2048");
        KilnRun run = tree.build("fine", "leak", "--registry", address, "--push");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("leak").contains("/etc/keys/key.pem").contains("allowPrivateKeys");
        assertThat(shell("curl -s http://" + address + "/v2/_catalog")).contains("[]");

        tree.file(
                "Pkgfile",
                "format: v1alpha2\nx-kiln:\n  baseImages: {tiny: " + TestTree.BASE
                        + "}\n  allowPrivateKeys:\n    - path: /etc/keys/key.pem\n      reason: a test key\n");
        assertThat(tree.build("fine", "leak", "--registry", address, "--push").exitCode())
                .isZero();
    }

    @Test
    void aRegistryThatIsDownIsNamedWithTheWayOut() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        registry.close();
        KilnRun run = tree.build("a", "--registry", address, "--push");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains(address).contains("kiln registry serve");
    }

    @Test
    void aRegistryThatWantsCredentialsIsNamed() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        try (Answering locked = new Answering(401, "WWW-Authenticate", "Basic realm=\"test\"")) {
            KilnRun run = tree.build("a", "--registry", locked.address(), "--push");
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains(locked.address()).contains("401").contains("docker login");
        }
    }

    @Test
    void aSourceThatIsNotThereIsNamedWithItsStatus() throws Exception {
        try (Answering absent = new Answering(404, "X-Test", "1")) {
            tree.file(
                    "a/pkg.yaml",
                    withSource(Path.of("/x"), "0".repeat(64), "0".repeat(128))
                            .replace("file:///x", "http://" + absent.address() + "/x.tar"));
            KilnRun run = tree.build("a");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("a/pkg.yaml:5:")
                    .contains(absent.address())
                    .contains("404");
        }
    }

    @Test
    void aRootWithoutTheShellSaysWhichImageLacksIt() throws Exception {
        tree.file("a/pkg.yaml", random("a", "shell: /bin/zsh\n"));
        KilnRun run = tree.build("a");
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("/bin/zsh").contains("tiny");
    }

    @Test
    void anEmptyRootHasNoShell() throws Exception {
        tree.file("a/pkg.yaml", random("a", "").replace("variant: tiny", "variant: scratch"));
        KilnRun run = tree.build("a");
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("/bin/sh").contains("an empty root");
    }

    @Test
    void modulesWithoutAKernelAreADiagnostic() throws Exception {
        tree.file("a/pkg.yaml", """
                name: a
                variant: tiny
                steps:
                  - install:
                      - mkdir -p /rootfs/usr/lib/modules/6.1/extras; echo x > /rootfs/usr/lib/modules/6.1/extras/x.ko
                finalize:
                  - from: /rootfs
                    to: /
                """);
        KilnRun run = tree.build("a", "--registry", address, "--push");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("a/pkg.yaml:1:")
                .contains("/usr/lib/modules/6.1/extras/x.ko")
                .contains("kernel-build");
        assertThat(shell("curl -s http://" + address + "/v2/_catalog")).contains("[]");
    }

    @Test
    void theVerdictOnModulesIsNotGivenWithoutTheContentOfWhatTheyWereBuiltOn() throws Exception {
        tree.file("key/pkg.yaml", random("key", ""));
        tree.file("one/pkg.yaml", copyOfKey("one"));
        assertThat(tree.build("one", "--registry", address, "--push").exitCode())
                .isZero();
        deleteSnapshotsWith("rootfile");
        shell("find " + tree.store.resolve("actions") + " -name 'proof-*' -delete");
        KilnRun run = tree.build("one", "--registry", address, "--push");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("the content of key was removed from the store");
    }

    @Test
    void cachePathsAreSharedWithinANamespaceAndNotBeyond() throws Exception {
        tree.file("a/pkg.yaml", cacheUser("a"));
        tree.file("b/pkg.yaml", cacheUser("b"));
        Path out = folder.resolve("out");
        tree.build("a", "--output", "type=local,dest=" + out);
        tree.build("b", "--output", "type=local,dest=" + out);
        tree.build(
                "b",
                "--build-arg",
                "BUILDKIT_CACHE_MOUNT_NS=other",
                "--output",
                "type=local,dest=" + out.resolve("other"));
        assertThat(out.resolve("seen-by-a")).hasContent("a\n");
        assertThat(out.resolve("seen-by-b")).hasContent("a\nb\n");
        assertThat(out.resolve("other/seen-by-b")).hasContent("b\n");
    }

    @Test
    void aBuildArgumentThatNoFileReadsIsNoInput() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        tree.build("a");
        KilnRun run = tree.build("a", "--build-arg", "TAG=v2", "--build-arg", "SOURCE_DATE_EPOCH=7");
        assertThat(run.err()).contains("a: nothing changed");
    }

    @Test
    void anImportThatIsPushedMayHoldNoPrivateKey() throws Exception {
        Path root = Files.createDirectories(folder.resolve("leaky/etc"));
        shell("openssl genrsa -out " + root.resolve("host.key") + " 2048");
        Path tar = folder.resolve("leaky.tar");
        shell("tar -C " + folder.resolve("leaky") + " -cf " + tar + " .");
        KilnRun pushed = KilnRun.of(
                "image",
                "import",
                tar.toString(),
                address + "/user/leaky:1",
                "--push",
                "--store",
                tree.store.toString());
        assertThat(pushed.exitCode()).isEqualTo(1);
        assertThat(pushed.err()).contains("/etc/host.key");
        assertThat(shell("curl -s http://" + address + "/v2/_catalog")).contains("[]");
        KilnRun kept =
                KilnRun.of("image", "import", tar.toString(), "kiln.test/leaky:1", "--store", tree.store.toString());
        assertThat(kept.exitCode()).isZero();
    }

    @Test
    void severalPlatformsBecomeOneIndex() throws Exception {
        tree.file("data/pkg.yaml", """
                name: data
                variant: scratch
                finalize:
                  - from: /pkg
                    to: /usr/share/data
                """);
        tree.file("data/arch.txt.tmpl", "{{ .ARCH }}\n");
        KilnRun run = tree.build(
                "data",
                "--platform",
                "linux/amd64,linux/arm64",
                "--registry",
                address,
                "--push",
                "--compression",
                "zstd");
        assertThat(run.exitCode()).as(run.err()).isZero();
        String raw = shell("skopeo inspect --raw --tls-verify=false docker://" + address + "/user/data:latest");
        assertThat(raw).contains("\"architecture\":\"amd64\"").contains("\"architecture\":\"arm64\"");
        JsonNode index = new ObjectMapper().readTree(raw);
        assertThat(index.path("annotations").path("dev.kiln.image.kind").asText())
                .isEqualTo("package");
        assertThat(index.path("manifests"))
                .hasSize(2)
                .allSatisfy(child -> assertThat(child.path("annotations")
                                .path("dev.kiln.image.kind")
                                .asText())
                        .isEqualTo("package"));
        KilnRun inspected = KilnRun.of(
                "image",
                "inspect",
                address + "/user/data:latest",
                "--platform",
                "linux/arm64",
                "--store",
                tree.store.toString());
        assertThat(inspected.out()).contains("platform  linux/arm64").contains("tar+zstd");
    }

    @Test
    void anExecutorThatIsNotThereIsNamedBeforeAnythingRuns() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        KilnRun run = tree.build("a", "--executor", "podman");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--executor: there is no executor 'podman' (auto, runc, docker)")
                .doesNotContain("building");
    }

    @Test
    void aBaseThatIsNowhereSaysHowToBringItIn() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        KilnRun run = tree.build("a", "--base-image", "tiny=" + address + "/absent:1");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .contains("a/pkg.yaml:")
                .contains(address + "/absent:1")
                .contains("kiln image import");
    }

    @Test
    void theRegistryServesOnLoopbackOnly() {
        KilnRun run = KilnRun.of("registry", "serve", "--listen", "0.0.0.0:0", "--store", tree.store.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--listen").contains("loopback");
        KilnRun busy = KilnRun.of("registry", "serve", "--listen", address, "--store", tree.store.toString());
        assertThat(busy.exitCode()).isEqualTo(3);
        assertThat(busy.err()).contains(address);
    }

    @Test
    void archivesAreTakenByAForeignClient() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        Path oci = folder.resolve("a-oci.tar");
        Path docker = folder.resolve("a-docker.tar");
        assertThat(tree.build("a", "--output", "type=oci,dest=" + oci).exitCode())
                .isZero();
        assertThat(tree.build("a", "--output", "type=docker,dest=" + docker).exitCode())
                .isZero();
        assertThat(shell("skopeo inspect oci-archive:" + oci)).contains("\"Architecture\": \"amd64\"");
        assertThat(shell("skopeo inspect docker-archive:" + docker)).contains("\"Architecture\": \"amd64\"");
    }

    @Test
    void theMetadataFileNamesWhatWasPushed() throws Exception {
        tree.file("a/pkg.yaml", random("a", ""));
        Path metadata = folder.resolve("metadata.json");
        KilnRun run = tree.build("a", "--registry", address, "--push", "--metadata-file", metadata.toString());
        String reference = run.out().strip().substring("pushed ".length());
        assertThat(metadata).content().contains("\"reference\" : \"" + reference + "\"");
    }

    @Test
    void aVariantWithoutABaseImageIsADiagnostic() throws Exception {
        tree.file("a/pkg.yaml", random("a", "").replace("variant: tiny", "variant: other"));
        KilnRun run = tree.build("a");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a/pkg.yaml:").contains("'other'").contains("--base-image other=REF");
    }

    @Test
    void aMissingFinalizeSourceNamesItsLine() throws Exception {
        tree.file("a/pkg.yaml", random("a", "").replace("/rootfs\n", "/absent\n"));
        KilnRun run = tree.build("a");
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("/absent").contains("a/pkg.yaml:");
    }

    /** A server that answers everything in one way. */
    private static final class Answering implements AutoCloseable {

        private final HttpServer server;

        Answering(int status, String header, String value) throws IOException {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", exchange -> {
                exchange.getResponseHeaders().add(header, value);
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.start();
        }

        String address() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static String random(String name, String dependencies) {
        return """
                name: %s
                variant: tiny
                %ssteps:
                  - install:
                      - mkdir /rootfs; cat /proc/sys/kernel/random/uuid > /rootfs/rootfile-%s
                finalize:
                  - from: /rootfs
                    to: /
                """.formatted(name, dependencies, name);
    }

    private static String cacheUser(String name) {
        return """
                name: %s
                variant: tiny
                steps:
                  - cachePaths: [/var/cache/shared/]
                    install:
                      - echo %s >> /var/cache/shared/log; mkdir /rootfs; cp /var/cache/shared/log /rootfs/seen-by-%s
                finalize:
                  - from: /rootfs
                    to: /
                """.formatted(name, name, name);
    }

    private static String copyOfKey(String name) {
        return """
                name: %s
                variant: tiny
                dependencies:
                  - stage: key
                steps:
                  - install:
                      - mkdir /out; cp /rootfile-key /out/copy
                finalize:
                  - from: /out
                    to: /
                """.formatted(name);
    }

    private static String withSource(Path source, String sha256, String sha512) {
        return """
                name: a
                variant: tiny
                steps:
                  - sources:
                      - url: file://%s
                        destination: source.txt
                        sha256: %s
                        sha512: %s
                    install:
                      - mkdir /rootfs; cp source.txt /rootfs/
                finalize:
                  - from: /rootfs
                    to: /
                """.formatted(source, sha256, sha512);
    }

    private void deleteSnapshotsWith(String namePart) throws IOException {
        try (Stream<Path> snapshots = Files.list(tree.store.resolve("snapshots"))) {
            for (Path snapshot : snapshots.toList()) {
                boolean matches;
                try (Stream<Path> files = Files.walk(snapshot)) {
                    matches = files.anyMatch(f -> f.getFileName().toString().startsWith(namePart));
                }
                if (matches) {
                    try (Stream<Path> files = Files.walk(snapshot)) {
                        for (Path file : files.sorted(java.util.Comparator.reverseOrder())
                                .toList()) {
                            Files.delete(file);
                        }
                    }
                }
            }
        }
    }

    private static String sum(String algorithm, Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
    }

    private static String shell(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/bash", "-c", command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out;
        try (InputStream stdout = process.getInputStream()) {
            out = new String(stdout.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor()).as(command).isZero();
        return out;
    }
}
