package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageResult;
import io.kiln.model.NetworkMode;
import io.kiln.store.SnapshotId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code finalize} copies the content of {@code from} into a new, empty root under {@code to}. */
class FinalizeConformanceIT extends ConformanceCase {

    @Test
    void everyEntryIsALayerOnTopOfThoseBefore() throws Exception {
        StageResult result = run(
                stage().build("mkdir -p /a/dir /b/dir /c; echo a > /a/dir/f; echo a > /a/dir/only; echo b > /b/dir/f;"
                                + " echo c > /c/g; chmod 750 /a/dir; chmod 700 /b/dir /c")
                        .finalize("/a", "/")
                        .finalize("/b", "/")
                        .finalize("/c", "/dir"));

        assertThat(result.layers()).hasSize(3);
        assertThat(names(result, "/dir")).containsExactly("f", "g", "only");
        assertThat(content(result, "/dir/f")).isEqualTo("b\n");
        assertThat(node(result, "/dir").stat().permissions()).isEqualTo(0700);
    }

    @Test
    void aFileBecomesTheFileOrGoesIntoADirectoryThatIsThere() throws Exception {
        StageResult result =
                run(stage().build("mkdir -p /pkg /out/etc; echo 1 > /pkg/manifest.yaml; ln -s manifest.yaml /pkg/alias;"
                                + " ln -s /pkg/alias /pkg/alias2")
                        .finalize("/out", "/rootfs")
                        .finalize("/pkg/manifest.yaml", "/")
                        .finalize("/pkg/manifest.yaml", "/rootfs/etc")
                        .finalize("/pkg/manifest.yaml", "/other/name.yaml")
                        .finalize("/pkg/manifest.yaml", "/slash/")
                        .finalize("/pkg/alias2", "/by-link"));

        for (String path : List.of(
                "/manifest.yaml",
                "/rootfs/etc/manifest.yaml",
                "/other/name.yaml",
                "/slash/manifest.yaml",
                "/by-link")) {
            assertThat(node(result, path).stat().isRegular()).as(path).isTrue();
            assertThat(content(result, path)).as(path).isEqualTo("1\n");
        }
        assertThat(names(result, "/")).containsExactly("by-link", "manifest.yaml", "other", "rootfs", "slash");
    }

    @Test
    void fromMayBeALinkHaveATrailingSlashAndBeWrittenInAnyWay() throws Exception {
        StageResult result = run(stage().build(
                        "mkdir -p /real/tree; echo 1 > /real/tree/f; ln -s /real /absolute; ln -s ../absolute/tree /real/up;"
                                + " ln -s real /relative")
                .finalize("/absolute/tree", "/a")
                .finalize("/real/up", "/b")
                .finalize("/relative/tree/", "/c/")
                .finalize("/real/../real//tree/.", "/d")
                .finalize("real/tree", "e"));

        for (String place : List.of("/a", "/b", "/c", "/d", "/e")) {
            assertThat(names(result, place)).as(place).containsExactly("f");
        }
    }

    @Test
    void aFromThatIsNotThereIsAnErrorAndLeavesNothing() throws Exception {
        int before = snapshots();
        for (String from : List.of("/no", "/out/no", "/out/file/no", "/out/dangling")) {
            assertThatThrownBy(() -> run(stage().build("mkdir -p /out; touch /out/file; ln -s nowhere /out/dangling")
                            .finalize("/out", "/")
                            .finalize(from, "/")))
                    .as(from)
                    .isInstanceOfSatisfying(
                            BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                    .hasMessage("hello/pkg.yaml:7:9: finalize: there is no " + from
                            + " in the root of hello after its steps; from: must name what they install");
        }
        assertThat(snapshots() - before - cache.snapshots.size()).isZero();
    }

    @Test
    void linksInACircleAreAnError() {
        assertThatThrownBy(() -> run(stage().build("ln -s /b /a; ln -s /a /b").finalize("/a", "/")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("too many symbolic links in from: /a");
    }

    @Test
    void aFromThatLeavesTheRootFindsNothingOutside() throws Exception {
        Files.writeString(directory.resolve("secret"), "secret");
        assertThatThrownBy(() -> run(stage().build("ln -s ../../../../../../../.." + directory + " /out")
                        .finalize("/out/secret", "/")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("there is no /out/secret in the root of hello");
    }

    @Test
    void aLaterEntryWritesThroughALinkOfAnEarlierOne() throws Exception {
        StageResult result = run(stage().build("mkdir -p /one/usr/lib /two; ln -s usr/lib /one/lib; echo 1 > /two/f")
                .finalize("/one", "/")
                .finalize("/two", "/lib"));

        assertThat(content(result, "/usr/lib/f")).isEqualTo("1\n");
        assertThat(node(result, "/lib").stat().isSymbolicLink()).isTrue();
    }

    @Test
    void aDirectoryThatWouldHideALinkOfAnEarlierEntryIsAnError() {
        assertThatThrownBy(() ->
                        run(stage().build("mkdir -p /one/usr/lib /two/lib; ln -s usr/lib /one/lib; touch /two/lib/f")
                                .finalize("/one", "/")
                                .finalize("/two", "/")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("directory /lib would hide the symbolic link to usr/lib");
    }

    @Test
    void anEmptyDirectoryIsAResult() throws Exception {
        StageResult result = run(stage().build("mkdir -p /out /deep/er/empty; chmod 1777 /deep/er")
                .finalize("/out", "/")
                .finalize("/deep", "/kept"));

        assertThat(names(result, "/")).containsExactly("kept");
        assertThat(names(result, "/kept/er/empty")).isEmpty();
        assertThat(node(result, "/kept/er").stat().permissions()).isEqualTo(01777);
    }

    @Test
    void aStageWithoutStepsFinalizesItsInputs() throws Exception {
        SnapshotId context = snapshot(root -> {
            file(root, "pkg/f", "1");
            file(root, "tmp/mine", "2");
        });
        StageResult result =
                run(emptyStage().input("context", context).finalize("/pkg", "/").finalize("/", "/all"));

        assertThat(content(result, "/f")).isEqualTo("1");
        assertThat(names(result, "/all")).containsExactly("pkg", "tmp");
        assertThat(names(result, "/all/tmp")).containsExactly("mine");
    }

    @Test
    void aWholeRootHasNothingOfTheEngines() throws Exception {
        Path cached = Files.createDirectory(directory.resolve("cache-of-a-whole-root"));
        List<String> paths = paths(run(stage().network(NetworkMode.HOST)
                .caches(Map.of("/var/cache/deep", cached))
                .build("echo 1 > /var/cache/deep/f; echo 1 > /made; rm /bin/uname", "true")
                .finalize("/", "/")));

        assertThat(paths)
                .contains("/made", "/bin/bash", "/etc", "/tmp/build")
                .doesNotContain("/bin/uname")
                .noneMatch(path -> path.matches("/(dev|proc|sys|var|[.]dockerenv|etc/.*)(/.*)?"));
    }

    @Test
    void aWholeRootKeepsWhatIsAtTheEnginesPlaces() throws Exception {
        SnapshotId own = snapshot(root -> {
            for (String name : List.of("hosts", "resolv.conf", "hostname")) {
                file(root, "etc/" + name, "own " + name + "\n");
            }
            file(root, "dev/own", "own");
            file(root, "proc/own", "own");
            Files.createDirectories(root.resolve("sys"));
            Files.createSymbolicLink(root.resolve("etc/mtab"), Path.of("/proc/self/mounts"));
            file(root, ".dockerenv", "");
        });
        StageResult result = run(stage().input("own", own)
                .build("cat /etc/hosts; ls /dev/own /proc/own 2> /dev/null || true")
                .finalize("/", "/")
                .finalize("/etc", "/part"));

        for (String name : List.of("hosts", "resolv.conf", "hostname")) {
            assertThat(content(result, "/etc/" + name)).isEqualTo("own " + name + "\n");
            assertThat(content(result, "/part/" + name)).isEqualTo("own " + name + "\n");
        }
        assertThat(content(result, "/dev/own")).isEqualTo("own");
        assertThat(content(result, "/proc/own")).isEqualTo("own");
        assertThat(names(result, "/sys")).isEmpty();
        assertThat(node(result, "/etc/mtab").linkTarget()).isEqualTo(Path.of("/proc/self/mounts"));
        assertThat(node(result, "/.dockerenv").stat().isRegular()).isTrue();
        assertThat(lines()).doesNotContain("own hosts");
    }

    @Test
    void filesThatAStepMakesAtTheEnginesPlacesAreKept() throws Exception {
        StageResult result = run(stage().build(
                        "mkdir -p /out/etc /out/dev /out/proc; echo 1 > /out/etc/hosts; echo 1 > /out/etc/resolv.conf;"
                                + " ln -s /proc/mounts /out/etc/mtab; mknod /out/dev/console c 5 1; touch /out/.dockerenv")
                .finalize("/out", "/"));

        assertThat(paths(result))
                .containsExactlyInAnyOrder(
                        "/etc",
                        "/etc/hosts",
                        "/etc/resolv.conf",
                        "/etc/mtab",
                        "/dev",
                        "/dev/console",
                        "/proc",
                        "/.dockerenv");
    }

    private static List<String> paths(StageResult result) throws Exception {
        List<String> paths = new ArrayList<>();
        collect(output(result).root(), paths);
        return paths;
    }

    private static void collect(io.kiln.store.MergedNode node, List<String> paths) throws Exception {
        for (var child : node.children()) {
            paths.add(child.path().toString());
            if (child.isDirectory()) {
                collect(child, paths);
            }
        }
    }
}
