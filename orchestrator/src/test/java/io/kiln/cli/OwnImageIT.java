package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.exec.docker.ContainerEngine;
import io.kiln.imager.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code make image}, and what it makes, in a Docker Engine. */
class OwnImageIT {

    private static final long MEGABYTE = 1_000_000;
    private static final String NAME = "kiln:" + KilnVersion.text();

    @TempDir
    static Path folder;

    private static ContainerEngine engine;
    private static TestTree tree;
    private static Path archive;
    private static String printed;

    @BeforeAll
    static void start() throws Exception {
        archive = folder.resolve("kiln.tar");
        printed = make(archive);
        engine = ContainerEngine.start();
        assertThat(engine.docker("load", "-i", archive.toString())).contains("Loaded image: " + NAME);
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
    static void stop() throws IOException {
        engine.close();
    }

    /** With a cache of jib of its own, in a folder of its own. */
    private static String make(Path archive) throws Exception {
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
        Path log = folder.resolve("log");
        Process process = builder.redirectError(log.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        return out;
    }

    @Test
    void itIsLabelledSmallAndTheSameWhenItIsMadeAgain() throws Exception {
        JsonNode config = config();
        assertThat(config.path("Id").asText()).isEqualTo(id(printed));
        assertThat(config.path("Created").asText()).startsWith("1970-01-01T00:00:00");
        assertThat(config.path("Config").path("Volumes").fieldNames().next()).isEqualTo("/var/lib/kiln");
        JsonNode labels = config.path("Config").path("Labels");
        assertThat(labels.path("org.opencontainers.image.title").asText()).isEqualTo("Kiln");
        assertThat(labels.path("org.opencontainers.image.version").asText()).isEqualTo(KilnVersion.text());
        assertThat(labels.path("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");

        // Its layers lie compressed in the archive.
        assertThat(Shell.run(folder, "tar -tf kiln.tar").lines().filter(name -> name.endsWith(".tar.gz")))
                .hasSize(4);
        assertThat(Files.size(archive)).isLessThan(150 * MEGABYTE);

        Path second = folder.resolve("again/kiln.tar");
        assertThat(id(make(second))).isEqualTo(id(printed));
        assertThat(Files.mismatch(archive, second)).isEqualTo(-1);
    }

    @Test
    void itSaysItsVersion() throws Exception {
        assertThat(engine.docker("run", "--rm", "--network", "none", NAME, "version"))
                .isEqualTo("kiln " + KilnVersion.text() + "\n");
    }

    @Test
    void itBuildsWithRuncOnAVolume() throws Exception {
        assertThat(build(List.of("--privileged"), folder.resolve("runc"), "runc"))
                .contains("made by");
    }

    @Test
    void itBuildsWithTheEngineWhoseSocketIsMounted() throws Exception {
        assertThat(build(List.of("-v", engine.socket() + ":/var/run/docker.sock"), folder.resolve("docker"), "docker"))
                .contains("made by");
    }

    @Test
    void aStoreOnTheRootOfTheContainerIsToldToBecomeAVolume() throws Exception {
        String said = engine.docker(
                "run",
                "--rm",
                "--network",
                "none",
                "--privileged",
                "--entrypoint",
                "/bin/sh",
                NAME,
                "-c",
                "kiln doctor --store /srv/store || true");
        assertThat(said).contains("in a container, mount a volume at /srv/store and run it with --privileged");
    }

    /** Builds the tree in a container; gives the file that was built. */
    private static String build(List<String> options, Path output, String executor) throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "--rm", "--network", "none"));
        command.addAll(options);
        command.addAll(List.of("-v", tree.store + ":/var/lib/kiln", "-v", folder + ":" + folder, NAME));
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

    private static JsonNode config() throws Exception {
        return JsonMapper.builder()
                .build()
                .readTree(engine.docker("image", "inspect", NAME))
                .path(0);
    }
}
