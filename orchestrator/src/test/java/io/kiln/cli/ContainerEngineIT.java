package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.exec.docker.ContainerEngine;
import io.kiln.imager.Shell;
import io.kiln.registry.server.RegistryServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images go to Docker and containerd, and come back from Docker. */
class ContainerEngineIT {

    private static final String DOCKERFILE_LABEL = "org.opencontainers.image.source";

    @TempDir
    static Path folder;

    private static ContainerEngine engine;
    private static RegistryServer registry;
    private static TestTree tree;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        engine = ContainerEngine.start();
        registry = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), folder.resolve("registry"));
        address = "127.0.0.1:" + registry.address().getPort();
        tree = TestTree.in(folder);
        tree.file(
                "Pkgfile",
                "format: v1alpha2\nlabels: {" + DOCKERFILE_LABEL
                        + ": https://example.org}\nx-kiln: {baseImages: {tiny: " + TestTree.BASE + "}}\n");
        tree.file("tool/pkg.yaml", """
                name: tool
                variant: tiny
                shell: /bin/bash
                steps:
                  - install: ["mkdir -p /rootfs/one /rootfs/two; echo hello >/rootfs/one/motd; echo ho >/rootfs/two/motd"]
                finalize: [{from: /rootfs/one, to: /one}, {from: /rootfs/two, to: /two}]
                """);
        KilnRun built = tree.build("tool", "--registry", address, "--push");
        assertThat(built.exitCode()).as(built.err()).isZero();
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
        engine.close();
    }

    @Test
    void dockerLoadsWhatIsExportedAndWhatItSavesIsPushedWithTheFirstDigest() throws Exception {
        JsonNode first = inspect("user/tool:latest");
        kiln("image", "export", address + "/user/tool:latest", folder.resolve("tool.tar"));

        String loaded = engine.docker("load", "-i", folder.resolve("tool.tar").toString());
        assertThat(loaded).contains("Loaded image: " + address + "/user/tool:latest");
        assertThat(engine.docker("image", "inspect", "--format", "{{.Id}}", address + "/user/tool:latest")
                        .strip())
                .isEqualTo(first.path("manifest").path("config").path("digest").asText());

        engine.docker("save", "-o", folder.resolve("saved.tar").toString(), address + "/user/tool:latest");
        KilnRun pushed = kiln("image", "push", folder.resolve("saved.tar"), address + "/back/tool:v2");
        assertThat(pushed.err()).contains("pushing manifest for " + address + "/back/tool:v2@sha256:");
        // The layers lie unpacked in the archive, and its form has no manifest: both are made again as they were.
        assertThat(inspect("back/tool:v2").path("manifest")).isEqualTo(first.path("manifest"));
        assertThat(first.path("manifest").path("layers").findValuesAsText("mediaType"))
                .hasSize(2)
                .containsOnly("application/vnd.oci.image.layer.v1.tar+gzip");
    }

    @Test
    void containerdPullsFromTheRegistry() throws Exception {
        String name = address + "/user/tool:latest";
        engine.ctr("images", "pull", "--plain-http", name);
        assertThat(engine.ctr("images", "ls"))
                .contains(name)
                .contains(inspect("user/tool:latest").path("reference").asText().split("@")[1]);
    }

    @Test
    void theInstallerThatKilnMadeIsTakenByDockerSkopeoAndContainerd() throws Exception {
        MachineFixture machine = MachineFixture.in(Files.createDirectories(folder.resolve("machine")));
        KilnRun made = machine.imager(
                "installer",
                "--base-installer-image",
                MachineFixture.BASE,
                "--system-extension-image",
                machine.moduleExtension("dummy", "dummy"),
                "--output",
                folder.resolve("_out").toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        Path file = folder.resolve("_out/installer-amd64.tar");

        String loaded = engine.docker("load", "-i", file.toString());
        assertThat(loaded).contains("Loaded image: kiln.test/installer:1");
        String name = address + "/user/installer:v1";
        kiln("image", "push", file, name);
        JsonNode pushed = inspect("user/installer:v1");
        assertThat(engine.docker("image", "inspect", "--format", "{{.Id}}", "kiln.test/installer:1")
                        .strip())
                .isEqualTo(pushed.path("manifest").path("config").path("digest").asText());
        assertThat(pushed.path("manifest")
                        .path("annotations")
                        .path("dev.kiln.kernel.release")
                        .asText())
                .isEqualTo(machine.release);

        engine.ctr("images", "pull", "--plain-http", "--platform", "linux/amd64", name);
        assertThat(engine.ctr("images", "ls"))
                .contains(name)
                .contains(pushed.path("reference").asText().split("@")[1]);
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        engine.ctr("images", "mount", "--platform", "linux/amd64", name, mounted.toString());
        try {
            assertThat(mounted.resolve("bin/installer")).hasContent("#!/bin/sh\n");
            assertThat(mounted.resolve("usr/install/amd64/vmlinuz.efi")).isNotEmptyFile();
        } finally {
            engine.ctr("images", "unmount", "--rm", mounted.toString());
        }

        Shell.run(folder, "skopeo copy --insecure-policy --quiet docker-archive:" + file + " dir:copy");
        assertThat(Shell.run(
                        folder,
                        "skopeo copy --insecure-policy --quiet --dest-tls-verify=false docker-archive:" + file
                                + " docker://" + address + "/skopeo/installer:v1"))
                .isEmpty();
        assertThat(inspect("skopeo/installer:v1").path("config")).isEqualTo(pushed.path("config"));
        // Skopeo unpacks the layers of a docker-archive.
        assertThat(Shell.run(folder, "jq -c '[.layers[].digest]' copy/manifest.json")
                        .strip())
                .isEqualTo(pushed.path("config").path("rootfs").path("diff_ids").toString());
    }

    private static JsonNode inspect(String reference) throws Exception {
        return JsonMapper.builder()
                .build()
                .readTree(kiln("image", "inspect", "--json", address + "/" + reference)
                        .out());
    }

    private static KilnRun kiln(Object... args) {
        List<String> all = new ArrayList<>();
        for (Object arg : args) {
            all.add(arg.toString());
        }
        all.addAll(List.of("--store", tree.store.toString()));
        KilnRun run = KilnRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }
}
