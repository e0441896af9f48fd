package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.containers.RandomImage;
import io.kiln.containers.RegistryContainer;
import io.kiln.containers.SharedEngine;
import io.kiln.exec.docker.ContainerEngine;
import io.kiln.imager.Shell;
import io.kiln.oci.Image;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** {@code make image}, and what it makes, in a Docker Engine. */
@ExtendWith(SharedEngine.class)
class OwnImageIT {

    private static final long MEGABYTE = 1_000_000;
    private static final String LOADED = "Loaded image: ";

    @TempDir
    static Path folder;

    /** What runc needs in a container; --privileged gives that and more, and more than some machines have to give. */
    private static final List<String> RIGHTS = List.of(
            "--cap-add=SYS_ADMIN",
            "--cap-add=NET_ADMIN",
            "--security-opt=seccomp=unconfined",
            "--security-opt=apparmor=unconfined",
            "--security-opt=systempaths=unconfined",
            "--volume=/sys/fs/cgroup:/sys/fs/cgroup");

    private static ContainerEngine engine;
    private static Network network;
    private static RegistryContainer registry;
    private static TestTree tree;
    private static Path archive;
    private static String printed;
    private static String name;

    @BeforeAll
    static void start() throws Exception {
        archive = folder.resolve("kiln.tar");
        printed = make(archive, Map.of());
        engine = SharedEngine.get();
        String loaded = engine.docker("load", "-i", archive.toString()).strip();
        assertThat(loaded).startsWith(LOADED + "kiln:");
        name = loaded.substring(LOADED.length());
        network = Network.newNetwork();
        registry = RegistryContainer.secure(network, Files.createDirectory(folder.resolve("registry")));
        registry.start();
        tree = TestTree.in(folder);
        tree.file("hello/pkg.yaml", """
                name: hello
                variant: tiny
                shell: /bin/bash
                steps:
                  - install: ["mkdir -p /rootfs/etc; echo made by $BASH_VERSION >/rootfs/etc/motd"]
                    test: ["grep -q made /rootfs/etc/motd"]
                finalize: [{from: /rootfs, to: /}]
                """);
    }

    @AfterAll
    static void stop() {
        registry.close();
        network.close();
    }

    /** With a cache of jib of its own, in a folder of its own. */
    private static String make(Path archive, Map<String, String> environment) throws Exception {
        Path launcher = folder.resolve("kiln");
        Files.writeString(launcher, """
                #!/bin/sh
                exec '%s' -XX:+UseSerialGC -Dfile.encoding=UTF-8 -cp '%s' io.kiln.cli.Main "$@"
                """.formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder = new ProcessBuilder("../examples/setup/self-image.sh", archive.toString());
        builder.environment().put("KILN", launcher.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Path log = folder.resolve("log");
        Process process = builder.redirectError(log.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        return out;
    }

    @Test
    void itIsLabelledAndSmall() throws Exception {
        JsonNode config = config();
        assertThat(config.path("Id").asText()).isEqualTo(id(printed));
        assertThat(config.path("Created").asText()).startsWith("1970-01-01T00:00:00");
        assertThat(config.path("Config").path("Volumes").fieldNames().next()).isEqualTo("/var/lib/kiln");
        JsonNode labels = config.path("Config").path("Labels");
        assertThat(labels.path("org.opencontainers.image.title").asText()).isEqualTo("Kiln");
        assertThat(labels.path("org.opencontainers.image.version").asText()).isEqualTo(version());
        assertThat(labels.path("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");

        // Its layers lie compressed in the archive.
        assertThat(Shell.run(folder, "tar -tf kiln.tar").lines().filter(file -> file.endsWith(".tar.gz")))
                .hasSize(4);
        assertThat(Files.size(archive)).isLessThan(150 * MEGABYTE);
    }

    @Test
    void itIsTheSameWhenItIsMadeAgainAndIsPushedWhereItShouldGo() throws Exception {
        Path second = folder.resolve("again/kiln.tar");
        Path login = Files.createDirectory(folder.resolve("login"));
        Files.writeString(
                login.resolve("config.json"), RegistryContainer.login(registry.name(), RegistryContainer.PASSWORD));

        String again = make(
                second,
                Map.of(
                        "PUSH", "true",
                        "REGISTRY", registry.name(),
                        "USERNAME", "me",
                        "DOCKER_CONFIG", login.toString(),
                        "SSL_CERT_FILE", registry.authority().toString()));

        assertThat(id(again)).isEqualTo(id(printed));
        assertThat(Files.mismatch(archive, second)).isEqualTo(-1);
        String pushed = "me/kiln:" + version();
        assertThat(again.lines()).contains(registry.name() + "/" + pushed + "@" + registry.digest(pushed));
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(registry.skopeoInspect("--raw", pushed))
                        .path("config")
                        .path("digest")
                        .asText())
                .isEqualTo(id(printed));
    }

    @Test
    void itPushesToARegistryInAnotherContainerWhereTheHostFindsTheSameImage() throws Exception {
        Image image = RandomImage.of(3, 5_000_000, 100);
        Path layout = RandomImage.layout(image, folder.resolve("layout"));
        String target = RegistryContainer.nameInside() + "/inside/image:v1";
        try (GenericContainer<?> kiln = new GenericContainer<>(name)) {
            kiln.withImagePullPolicy(any -> false)
                    .withNetwork(network)
                    .withCopyFileToContainer(MountableFile.forHostPath(layout), "/in/layout")
                    .withCopyFileToContainer(MountableFile.forHostPath(registry.authority()), "/in/ca.pem")
                    .withCopyToContainer(
                            Transferable.of(RegistryContainer.login(
                                    RegistryContainer.nameInside(), RegistryContainer.PASSWORD)),
                            "/in/config.json")
                    .withEnv("DOCKER_CONFIG", "/in")
                    .withEnv("SSL_CERT_FILE", "/in/ca.pem")
                    .withCommand("image", "push", "/in/layout", target)
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofMinutes(1)));

            kiln.start();

            assertThat(kiln.getLogs(OutputFrame.OutputType.STDOUT))
                    .isEqualTo(target + "@" + image.manifest().digest() + "\n");
        }
        assertThat(registry.digest("inside/image:v1"))
                .isEqualTo(image.manifest().digest().toString());
    }

    @Test
    void itSaysItsVersion() throws Exception {
        assertThat(engine.docker("run", "--rm", "--network", "none", name, "version"))
                .isEqualTo("kiln " + version() + "\n");
    }

    @Test
    void itBuildsWithRuncOnAVolume() throws Exception {
        assertThat(build(RIGHTS, folder.resolve("runc"), "runc")).contains("made by");
    }

    @Test
    void itBuildsWithTheEngineWhoseSocketIsMounted() throws Exception {
        assertThat(build(List.of("-v", engine.socket() + ":/var/run/docker.sock"), folder.resolve("docker"), "docker"))
                .contains("made by");
    }

    @Test
    void aStoreOnTheRootOfTheContainerIsToldToBecomeAVolume() throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "--rm", "--network", "none"));
        command.addAll(RIGHTS);
        command.addAll(List.of("--entrypoint", "/bin/sh", name, "-c", "kiln doctor --store /srv/store || true"));
        String said = engine.docker(command.toArray(String[]::new));
        assertThat(said).contains("In a container, mount a volume at /srv/store and start it with --privileged");
    }

    /** Builds the tree in a container; gives the file that was built. */
    private static String build(List<String> options, Path output, String executor) throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "--rm", "--network", "none"));
        command.addAll(options);
        command.addAll(List.of("-v", tree.store + ":/var/lib/kiln", "-v", folder + ":" + folder, name));
        command.addAll(List.of("build", "hello", "--root", tree.root.toString(), "--executor", executor));
        command.addAll(List.of("--no-cache", "--output", "type=local,dest=" + output));
        engine.docker(command.toArray(String[]::new));
        return Files.readString(output.resolve("etc/motd"));
    }

    private static String id(String printed) {
        return printed.lines()
                .filter(line -> line.startsWith("image "))
                .map(line -> line.substring("image ".length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(printed));
    }

    private static String version() {
        return name.substring(name.indexOf(':') + 1);
    }

    private static JsonNode config() throws Exception {
        return JsonMapper.builder()
                .build()
                .readTree(engine.docker("image", "inspect", name))
                .path(0);
    }
}
