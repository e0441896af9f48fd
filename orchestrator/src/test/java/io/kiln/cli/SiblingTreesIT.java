package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two trees in one session, with real containers: {@code tree} is that of {@code --root}, {@code pkgs} lies beside it. */
class SiblingTreesIT {

    private static final String OTHER_BASE = "kiln.test/other:1";

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
        tree.file("Pkgfile", pkgfile("tree", TestTree.BASE));
        tree.file("../pkgs/Pkgfile", pkgfile("pkgs", TestTree.BASE));
        tree.file("../pkgs/key/pkg.yaml", """
                name: key
                variant: tiny
                steps:
                  - install:
                      - mkdir -p /rootfs/etc
                      - cat /proc/sys/kernel/random/uuid > /rootfs/etc/key
                finalize:
                  - from: /rootfs
                    to: /
                """);
        tree.file("user/vars.yaml", "VERSION: '0.1'\n");
        tree.file("user/pkg.yaml", """
                name: user
                variant: tiny
                dependencies:
                  - image: "${KEY_IMAGE}"
                    from: /etc
                    to: /in
                steps:
                  - install:
                      - cp /in/key /copy
                finalize:
                  - from: /copy
                    to: /etc/copy
                """);
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    @Test
    void aTargetIsBuiltOnAStageOfTheOtherTreeInOneSession() throws Exception {
        KilnRun run = build("user", "pkgs/key", "--output", "type=local,dest=" + folder.resolve("out"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).containsOnlyOnce("pkgs/key: building").contains("=> user: building");
        assertThat(folder.resolve("out/user/etc/copy")).hasSameTextualContentAs(folder.resolve("out/key/etc/key"));
    }

    @Test
    void theSameStageBuiltThroughItsOwnRootIsAHit() throws Exception {
        assertThat(build("pkgs/key").exitCode()).isZero();
        KilnRun own = KilnRun.of(
                "build", "key", "--root", folder.resolve("pkgs").toString(), "--store", tree.store.toString());
        assertThat(own.err()).contains("key: nothing changed");
        Files.move(folder.resolve("pkgs"), folder.resolve("elsewhere"));
        KilnRun renamed = tree.build("p/key", "--with", "p=" + folder.resolve("elsewhere"));
        assertThat(renamed.err()).contains("p/key: nothing changed");
    }

    @Test
    void anArgumentThatATreeDoesNotUseBuildsNothingOfItAnew() throws Exception {
        tree.file("../pkgs/used/pkg.yaml", """
                name: used
                variant: tiny
                steps:
                  - install:
                      - echo "{{ .BUILD_ARG_USED }} ${BUILD_ARG_USED-not in the environment}" > /used
                finalize:
                  - from: /used
                    to: /
                """);
        build("pkgs/key", "pkgs/used", "--build-arg", "USED=1");
        KilnRun run = build(
                "pkgs/key",
                "pkgs/used",
                "--build-arg",
                "USED=2",
                "--build-arg",
                "OTHER=x",
                "--output",
                "type=local,dest=" + folder.resolve("out"));
        assertThat(run.err()).contains("pkgs/key: nothing changed").contains("pkgs/used: building");
        assertThat(folder.resolve("out/used/used")).hasContent("2 not in the environment\n");
    }

    @Test
    void everyTreeHasItsOwnBaseImagesUnderTheSameVariant() throws Exception {
        importOtherBase();
        tree.file("../pkgs/Pkgfile", pkgfile("pkgs", OTHER_BASE));
        for (String name : List.of("tree/here", "pkgs/there")) {
            tree.file("../" + name + "/pkg.yaml", """
                    name: %s
                    variant: tiny
                    steps:
                      - install:
                          - if [ -e /other-base ]; then echo other > /base; else echo tiny > /base; fi
                    finalize:
                      - from: /base
                        to: /
                    """.formatted(name.substring(5)));
        }
        KilnRun run = build("here", "pkgs/there", "--output", "type=local,dest=" + folder.resolve("out"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("out/here/base")).hasContent("tiny\n");
        assertThat(folder.resolve("out/there/base")).hasContent("other\n");
    }

    @Test
    void imagesAreCalledByTheirPackageAndHaveTheLabelsOfTheirTree() throws Exception {
        KilnRun run = build("user", "pkgs/key", "--registry", address, "--tag", "v1", "--push");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("pushed " + address + "/user/user:v1@sha256:")
                .contains("pushed " + address + "/user/key:v1@sha256:");
        assertThat(config("user:v1")).contains("\"org.example.tree\": \"tree\"");
        assertThat(config("key:v1")).contains("\"org.example.tree\": \"pkgs\"");
    }

    @Test
    void aVariableTagsTheImagesOfTheRootAndTheTagThoseOfTheOtherTree() throws Exception {
        KilnRun run =
                build("user", "pkgs/key", "--registry", address, "--tag", "v1", "--tag-variable", "VERSION", "--push");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("/user/user:0.1@").contains("/user/key:v1@");
    }

    @Test
    void packagesWithoutTheTagVariableAreAllNamedBeforeTheBuild() throws Exception {
        tree.file("none/pkg.yaml", "name: none\nvariant: scratch\n");
        tree.file("bad/vars.yaml", "VERSION: 1.0+build\n");
        tree.file("bad/pkg.yaml", "name: bad\nvariant: scratch\n");
        KilnRun run = build("user", "none", "bad", "--tag-variable", "VERSION");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("none/pkg.yaml:1:7: none has no variable VERSION to tag its image with (--tag-variable)")
                .contains("hint: write it into none/vars.yaml, for example VERSION: \"0.1\"")
                .contains("bad/pkg.yaml:1:7: \"1.0+build\", the variable VERSION of bad, cannot be the tag of an image")
                .doesNotContain("building");
    }

    @Test
    void aTagThatDiffersBetweenPlatformsIsRefused() throws Exception {
        tree.file("two/vars.yaml", "VERSION: '{{ .ARCH }}'\n");
        tree.file("two/pkg.yaml", "name: two\nvariant: scratch\n");
        KilnRun run = build("two", "--tag-variable", "VERSION", "--platform", "linux/amd64,linux/arm64");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("\"x86_64\" and \"aarch64\"");
    }

    @Test
    void twoTargetsWhoseImagesWouldHaveOneNameAreRefused() throws Exception {
        tree.file("key/pkg.yaml", "name: key\nvariant: scratch\n");
        KilnRun run = build("key", "pkgs/key", "--registry", address, "--push");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'key' and 'pkgs/key' would both be called 'key'");
    }

    @Test
    void aFailureInTheOtherTreeNamesItsFile() throws Exception {
        tree.file("../pkgs/key/pkg.yaml", """
                name: key
                variant: tiny
                steps:
                  - install:
                      - exit 7
                finalize:
                  - from: /
                    to: /
                """);
        KilnRun run = build("user");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(folder.resolve("pkgs") + "/key/pkg.yaml:5:9")
                .contains("pkgs/key");
    }

    private KilnRun build(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--with", "pkgs=" + folder.resolve("pkgs"), "--build-arg", "KEY_IMAGE=stage:pkgs/key"));
        return tree.build(all.toArray(String[]::new));
    }

    private void importOtherBase() throws Exception {
        Files.writeString(folder.resolve("rootfs/other-base"), "");
        Path tar = folder.resolve("other.tar");
        shell("tar -C " + folder.resolve("rootfs") + " --numeric-owner --owner=0 --group=0 -cf " + tar + " .");
        KilnRun imported = KilnRun.of("image", "import", tar.toString(), OTHER_BASE, "--store", tree.store.toString());
        assertThat(imported.exitCode()).as(imported.err()).isZero();
    }

    private String config(String image) throws Exception {
        return shell("skopeo inspect --config --tls-verify=false docker://" + address + "/user/" + image);
    }

    private static String pkgfile(String tree, String base) {
        return "format: v1alpha2\nlabels: {org.example.tree: %s}\nx-kiln: {baseImages: {tiny: %s}}\n"
                .formatted(tree, base);
    }

    private static String shell(String script) throws Exception {
        Process process =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
