package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example extension, made of the stage of the tree beside it and of the image that this tree pushed. */
class ExtensionIT {
    @TempDir
    static Path directory;

    static Registry registry;
    static Pair pair;
    static Command.Result oneSession;
    static String extension;

    @BeforeAll
    static void buildAndPush() throws Exception {
        registry = Registry.embedded(Files.createDirectory(directory.resolve("embedded")));
        pair = Pair.in(Pair.push(registry).output(), registry);
        oneSession = make("PKG_IMAGE=stage:pkgs/hello-module-pkg");
        extension = pushed(oneSession);
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Test
    void kernelAndModuleOfTheSessionAreThoseThatTheirOwnTreeBuilt() {
        assertThat(oneSession.output())
                .contains("=> pkgs/kernel-build: nothing changed")
                .contains("=> pkgs/hello-module-pkg: nothing changed");
    }

    @Test
    void theModuleInItIsOneThatThePushedKernelLoads() throws Exception {
        assertThat(Kiln.command("module", "verify", "--kernel", pair.kernel(), extension)
                        .run()
                        .expectSuccess()
                        .output())
                .containsPattern("rootfs/usr/lib/modules/\\S+/extras/hello-module.ko");
    }

    @Test
    void aPackageImageOfARegistryGivesTheSameExtension() throws Exception {
        Command.Result run = make("PKG_IMAGE=" + pair.module(), "TARGET_ARGS=--with pkgs=../pkgs pkgs/kernel");
        assertThat(run.output()).contains("pushed " + pair.kernel());
        assertThat(pushed(run)).isEqualTo(extension);
    }

    @Test
    void thePackageImageMayComeFromTheEnvironment() throws Exception {
        assertThat(Kiln.command(
                                "build",
                                "hello-module",
                                "--root",
                                Repository.EXTENSIONS,
                                "--with",
                                "pkgs=" + Repository.PACKAGES)
                        .with("PKG_IMAGE", "stage:pkgs/hello-module-pkg")
                        .run()
                        .expectSuccess()
                        .output())
                .contains("=> hello-module: nothing changed");
    }

    @Test
    void skopeoReadsWhereItComesFromAndWhatItIs() throws Exception {
        assertThat(skopeo("inspect", "--config"))
                .contains("\"org.opencontainers.image.source\"")
                .contains("\"dev.kiln.image.kind\": \"extension\"");
    }

    @Test
    void oneLayerIsTheRootOfTheExtensionAndOneItsManifest() throws Exception {
        Path copy = directory.resolve("copy");
        skopeo("copy", "--insecure-policy", "dir:" + copy);
        List<String> layers = List.of(Command.of(copy, "jq", "-r", ".layers[].digest", "manifest.json")
                .run()
                .expectSuccess()
                .output()
                .strip()
                .split("\n"));
        assertThat(layers).hasSize(2);
        assertThat(entries(copy, layers.get(0)))
                .matches("drwxr-xr-x 0/0 rootfs/\n"
                        + "drwxr-xr-x 0/0 rootfs/usr/\n"
                        + "drwxr-xr-x 0/0 rootfs/usr/lib/\n"
                        + "drwxr-xr-x 0/0 rootfs/usr/lib/modules/\n"
                        + "drwxr-xr-x 0/0 rootfs/usr/lib/modules/[^/\n]+/\n"
                        + "drwxr-xr-x 0/0 rootfs/usr/lib/modules/[^/\n]+/extras/\n"
                        + "-rw-r--r-- 0/0 rootfs/usr/lib/modules/[^/\n]+/extras/hello-module.ko");
        assertThat(entries(copy, layers.get(1))).isEqualTo("-rw-r--r-- 0/0 manifest.yaml");
        assertThat(Command.of(copy, "tar", "-xzOf", file(layers.get(1)), "manifest.yaml")
                        .run()
                        .expectSuccess()
                        .output())
                .contains("name: hello-module\n")
                .contains("version: \"0.1\"\n");
    }

    /** Types what the README prints, for a registry of our own. */
    private static Command.Result make(Object... arguments) throws IOException, InterruptedException {
        Object[] all = new Object[arguments.length + 5];
        all[0] = "hello-module";
        all[1] = "REGISTRY=" + registry.address();
        all[2] = "PLATFORM=linux/amd64";
        all[3] = "PUSH=true";
        all[4] = "USERNAME=user";
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return Kiln.make(Repository.EXTENSIONS, all).run().expectSuccess();
    }

    private static String pushed(Command.Result run) {
        return Pair.pushed(run.output(), registry.address() + "/user/hello-module:0.1");
    }

    /** A command of skopeo on the pushed extension; further arguments follow its name. */
    private static String skopeo(String command, String option, Object... arguments)
            throws IOException, InterruptedException {
        String tls = command.equals("copy") ? "--src-tls-verify=false" : "--tls-verify=false";
        Object[] all = new Object[arguments.length + 5];
        all[0] = "skopeo";
        all[1] = command;
        all[2] = option;
        all[3] = tls;
        all[4] = "docker://" + extension.replace(":0.1@", "@");
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return Command.of(directory, all).run().expectSuccess().output();
    }

    private static String entries(Path copy, String layer) throws IOException, InterruptedException {
        return Command.of(copy, "tar", "-tvzf", file(layer))
                .run()
                .expectSuccess()
                .output()
                .lines()
                .map(line -> line.split(" +"))
                .map(fields -> fields[0] + " " + fields[1] + " " + fields[5])
                .collect(Collectors.joining("\n"));
    }

    private static String file(String digest) {
        return digest.substring("sha256:".length());
    }
}
