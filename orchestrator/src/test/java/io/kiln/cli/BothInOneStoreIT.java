package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.JavaProcess;
import io.kiln.exec.docker.ContainerEngine;
import io.kiln.imager.Shell;
import io.kiln.linux.Linux;
import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one executor built is there for another, and who has no root builds the same with one that needs none. */
class BothInOneStoreIT {

    private static final int USER = 65534;
    /** Nobody else's. */
    private static final int GROUP = 47_114;

    private static final String EPOCH = "1700000000";

    private static ContainerEngine engine;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        engine = ContainerEngine.start();
    }

    @AfterAll
    static void stop() throws IOException {
        engine.close();
    }

    @Test
    void aStageOfOneExecutorIsAHitForTheOtherAndCarriesItsDependents() throws Exception {
        TestTree tree = tree();

        assertThat(build(tree, "runc", "base")).contains("=> base: building");
        assertThat(build(tree, "docker", "middle"))
                .contains(
                        "=> base: nothing changed",
                        "=> middle: building",
                        "middle | base",
                        "middle | odd",
                        "middle | 4755 0:0");
        assertThat(build(tree, "runc", "top"))
                .contains("=> base: nothing changed", "=> middle: nothing changed", "=> top: building")
                .contains("top | base and middle");
        assertThat(build(tree, "docker", "top"))
                .contains("=> base: nothing changed", "=> middle: nothing changed", "=> top: nothing changed");
    }

    @Test
    void whoHasNoRootBuildsAndPushesTheSameImagesWithDocker() throws Exception {
        TestTree tree = tree();
        Path socket = engine.socket();
        Linux.lchown(socket, 0, GROUP);
        Linux.chmod(socket.resolve("..").normalize(), 0711);
        Path home = Files.createDirectory(folder.resolve("home"));
        Linux.lchown(home, USER, GROUP);
        Shell.run(folder, "chmod 755 . && chmod -R a+rX tree rootfs.tar");

        try (RegistryServer registry =
                RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), folder.resolve("registry"))) {
            String address = "127.0.0.1:" + registry.address().getPort();
            kilnHere(
                    tree,
                    building(tree, "runc", "top", "middle", "--push", "--registry", address, "--username", "root"));

            Path store = home.resolve("store");
            kiln(asUser(), store, List.of("image", "import", folder + "/rootfs.tar", TestTree.BASE));
            String said = kiln(
                    asUser(),
                    store,
                    building(tree, "docker", "top", "middle", "--push", "--registry", address, "--username", "user"));

            assertThat(said).contains("=> top: building");
            assertThat(Linux.lstat(store.resolve("snapshots")).uid()).isEqualTo(USER);
            for (String name : List.of("top", "middle")) {
                JsonNode ofRoot = inspect(tree, address + "/root/" + name + ":v1");
                JsonNode ofUser = inspect(tree, address + "/user/" + name + ":v1");
                assertThat(ofUser.path("manifest")).as(name).isEqualTo(ofRoot.path("manifest"));
                assertThat(digest(ofUser)).as(name).isEqualTo(digest(ofRoot)).startsWith("sha256:");
            }
        }
    }

    private TestTree tree() throws Exception {
        return TestTree.in(folder)
                .file("base/pkg.yaml", """
                        name: base
                        variant: tiny
                        shell: /bin/bash
                        steps:
                          - install:
                              - mkdir -p /rootfs/dir/empty; echo base >/rootfs/dir/f; chown 7:8 /rootfs/dir/f; chmod 4755 /rootfs/dir/f
                              - cd /rootfs/dir; ln f g; ln -s f link; mknod fifo p; echo odd >$'n\\xff'; rm -r empty; mkdir empty
                            test: ["test -e /rootfs/dir/f; rm -r /rootfs"]
                        finalize: [{from: /rootfs, to: /from-base}]
                        """)
                .file("middle/pkg.yaml", """
                        name: middle
                        variant: tiny
                        shell: /bin/bash
                        dependencies: [{stage: base}]
                        steps:
                          - cachePaths: [/cache]
                            install:
                              - cd /from-base/dir; test f -ef g; test -p fifo; test -d empty; cat link $'n\\xff'; stat -c '%a %u:%g' f
                              - mkdir -p /rootfs; cp /from-base/dir/f /rootfs/copy; chmod 755 /rootfs/copy; echo middle >/rootfs/f; echo 1 >/cache/f
                        finalize: [{from: /rootfs, to: /from-middle}, {from: /from-base, to: /from-base}]
                        """)
                .file("top/pkg.yaml", """
                        name: top
                        variant: tiny
                        shell: /bin/bash
                        dependencies: [{stage: middle}]
                        steps:
                          - install:
                              - mkdir /rootfs; echo "$(cat /from-base/dir/f) and $(cat /from-middle/f)"
                              - cp /from-middle/copy /rootfs
                        finalize: [{from: /rootfs, to: /}]
                        """);
    }

    private String build(TestTree tree, String executor, String target) throws Exception {
        return executor.equals("docker")
                ? kiln(List.of(), tree.store, building(tree, executor, target))
                : kilnHere(tree, building(tree, executor, target));
    }

    private static String kilnHere(TestTree tree, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--store", tree.store.toString()));
        KilnRun run = KilnRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out() + run.err();
    }

    private static List<String> building(TestTree tree, String executor, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "build",
                "--executor",
                executor,
                "--root",
                tree.root.toString(),
                "--progress",
                "plain",
                "--tag",
                "v1",
                "--build-arg",
                "SOURCE_DATE_EPOCH=" + EPOCH));
        all.addAll(List.of(more));
        return all;
    }

    /** May read what root may, so that it finds the classes, and nothing else. */
    private static List<String> asUser() {
        return List.of(
                "setpriv",
                "--reuid=" + USER,
                "--regid=" + GROUP,
                "--clear-groups",
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search",
                "--bounding-set=-all,+dac_read_search");
    }

    /** In a process of its own, since the engine is found by the environment. */
    private String kiln(List<String> before, Path store, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.addAll(JavaProcess.command(List.of(), Main.class, arguments.toArray(String[]::new)));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER_") || name.startsWith("KILN_"));
        builder.environment()
                .putAll(Map.of(
                        "HOME", store.resolveSibling("user").toString(),
                        "KILN_HOME", store.toString(),
                        "DOCKER_HOST", "unix://" + engine.socket()));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static JsonNode inspect(TestTree tree, String reference) throws Exception {
        KilnRun run = KilnRun.of("image", "inspect", "--json", reference, "--store", tree.store.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JsonMapper.builder().build().readTree(run.out());
    }

    private static String digest(JsonNode image) {
        return image.path("reference").asText().replaceFirst(".*@", "");
    }
}
