package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelAndModuleIT {
    @TempDir
    static Path directory;

    static Registry registry;
    static Command.Result firstPush;
    static Pair pair;

    @BeforeAll
    static void buildAndPush() throws Exception {
        registry = Registry.embedded(Files.createDirectory(directory.resolve("embedded")));
        firstPush = Pair.push(registry);
        pair = Pair.in(firstPush.output(), registry);
        pair.pullTo(directory);
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Test
    void opensslFindsEveryModuleSignedByTheCertificateInVmlinuz() throws Exception {
        Command.Result verdict = verify(directory.resolve("module")).expectSuccess();
        assertThat(verdict.output())
                .contains("CN=Throw-away key of one kernel build")
                .contains("hello-module.ko", "dummy.ko", "sctp.ko");
    }

    @Test
    void opensslRefusesAModuleWithOneByteChanged() throws Exception {
        Path module = directory.resolve("changed");
        Command.of(directory, "cp", "-a", directory.resolve("module"), module)
                .run()
                .expectSuccess();
        Path file = helloModule(module);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 4] ^= 1;
        Files.write(file, bytes);
        assertThat(verify(module).exitCode()).isEqualTo(1);
    }

    @Test
    void theKernelImageHasWhatAMachineNeeds() throws Exception {
        Path kernel = directory.resolve("kernel");
        assertThat(kernel.resolve("boot/vmlinuz")).isRegularFile();
        assertThat(kernel.resolve("boot/System.map")).isRegularFile();
        assertThat(Files.readString(kernel.resolve("usr/share/spdx/kernel.spdx.json")))
                .contains("\"spdxVersion\": \"SPDX-2.3\"");
        Path modules = kernel.resolve("usr/lib/modules").resolve(release());
        assertThat(modules.resolve("modules.dep")).isRegularFile();
        assertThat(Files.exists(modules.resolve("build"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void theModuleImageHoldsTheModuleAlone() throws Exception {
        assertThat(files(directory.resolve("module")))
                .containsExactly("usr/lib/modules/" + release() + "/extras/hello-module.ko");
    }

    @Test
    void modinfoAgreesAboutReleaseVersionAndParameters() throws Exception {
        String info = Command.of(directory, "modinfo", helloModule(directory.resolve("module")))
                .run()
                .expectSuccess()
                .output();
        assertThat(info)
                .containsPattern("vermagic: +" + release().replace(".", "\\.") + " ")
                .containsPattern("version: +0\\.1\n")
                .containsPattern("sig_hashalgo: +sha512\n")
                .containsPattern("parm: +greeting:")
                .containsPattern("parm: +times:");
    }

    @Test
    void buildingAgainPushesTheSameImagesInSeconds() throws Exception {
        long started = System.nanoTime();
        Pair again = Pair.in(Pair.push(registry).output(), registry);
        assertThat(again).isEqualTo(pair);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void dockerRegistryAndSkopeoGetTheSameDigests() throws Exception {
        try (Registry docker = Registry.docker(Files.createDirectory(directory.resolve("docker")))) {
            Pair pushed = Pair.in(Pair.push(docker).output(), docker);
            for (String reference : List.of(pushed.kernel(), pushed.module())) {
                String tagged = reference.substring(0, reference.indexOf('@'));
                String digest = Command.of(
                                directory,
                                "skopeo",
                                "inspect",
                                "--tls-verify=false",
                                "--format={{.Digest}}",
                                "docker://" + tagged)
                        .run()
                        .expectSuccess()
                        .output()
                        .strip();
                assertThat(reference).endsWith("@" + digest);
            }
            assertThat(Pair.digest(pushed.kernel())).isEqualTo(Pair.digest(pair.kernel()));
            assertThat(Pair.digest(pushed.module())).isEqualTo(Pair.digest(pair.module()));
        }
    }

    @Test
    void kilnsOwnVerdictOnThePushedImagesIsTheSame() throws Exception {
        assertThat(Kiln.command("module", "verify", "--kernel", pair.kernel(), pair.module())
                        .run()
                        .expectSuccess()
                        .output())
                .contains("hello-module.ko");
    }

    private static Command.Result verify(Path module) throws IOException, InterruptedException {
        return Command.of(directory, Repository.SETUP.resolve("verify-pair.sh"), directory.resolve("kernel"), module)
                .run();
    }

    private static String release() throws IOException {
        try (Stream<Path> releases = Files.list(directory.resolve("kernel/usr/lib/modules"))) {
            List<Path> all = releases.toList();
            assertThat(all).hasSize(1);
            return all.get(0).getFileName().toString();
        }
    }

    private static Path helloModule(Path root) throws IOException {
        return root.resolve("usr/lib/modules").resolve(release()).resolve("extras/hello-module.ko");
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(path -> !Files.isDirectory(path))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
