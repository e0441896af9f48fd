package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageResult;
import io.kiln.store.SnapshotId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code cachePaths} are shared, persistent mounts, and never part of a layer. */
class CachePathsIT extends ConformanceCase {

    @Test
    void whatOneStageCachesAnotherFinds() throws Exception {
        Path cached = cache("shared");

        assertThat(said(stage().caches(Map.of("/cache", cached))
                        .build("echo 1 > /cache/one", "cat /cache/one; stat -c '%a %u:%g' /cache")
                        .build("cat /cache/one; echo 2 > /cache/two")))
                .containsExactly("1", "755 0:0", "1");
        assertThat(said(stage().caches(Map.of("/elsewhere/deep", cached))
                        .build("cat /elsewhere/deep/*; rm /elsewhere/deep/one")))
                .containsExactly("1", "2");
        assertThat(said(stage().caches(Map.of("/cache", cached, "/other", cache("other")))
                        .build("ls /cache /other; true")))
                .containsExactly("/cache:", "two", "", "/other:");
    }

    @Test
    void aStepWithoutThePathSeesWhatTheRootHasThere() throws Exception {
        SnapshotId own = snapshot(root -> file(root, "cache/own", "own\n"));
        assertThat(said(stage().input("own", own)
                        .caches(Map.of("/cache", cache("steps")))
                        .build("ls /cache; echo 1 > /cache/f; echo 1 > state; mkdir -p /made; chmod 700 /made")
                        .caches(Map.of())
                        .build("ls /cache; cat state; stat -c %a /made; echo 2 > /cache/of-the-root")
                        .caches(Map.of("/cache", cache("steps")))
                        .build("ls /cache")))
                .containsExactly("own", "1", "700", "f");
    }

    @Test
    void nothingCachedIsInAResult() throws Exception {
        SnapshotId own = snapshot(root -> {
            file(root, "var/own/kept", "own\n");
            Files.createDirectories(root.resolve("run"));
            Files.createSymbolicLink(root.resolve("var/run"), Path.of("/run"));
        });
        StageResult result = run(stage().input("own", own)
                .caches(Map.of(
                        "/var/own", cache("over"), "/var/fresh/deep", cache("fresh"), "/var/run/link", cache("link")))
                .build(
                        "for dir in /var/own /var/fresh/deep /var/run/link; do echo 1 > $dir/cached; done; ls /run/link; echo 1 > /var/beside")
                .finalize("/var", "/above")
                .finalize("/var/own", "/at")
                .finalize("/var/own/kept", "/below")
                .finalize("/run", "/through"));

        assertThat(lines()).containsExactly("cached");
        assertThat(names(result, "/above")).containsExactly("beside", "own", "run");
        assertThat(names(result, "/above/own")).containsExactly("kept");
        assertThat(names(result, "/at")).containsExactly("kept");
        assertThat(content(result, "/below")).isEqualTo("own\n");
        assertThat(names(result, "/through")).isEmpty();
    }

    @Test
    void aFileThatIsOnlyCachedIsNothingToFinalize() throws Exception {
        for (String from : new String[] {"/cache/f", "/cache"}) {
            assertThatThrownBy(() -> run(stage().caches(Map.of("/cache", cache("only")))
                            .build("echo 1 > /cache/f")
                            .finalize(from, "/")))
                    .as(from)
                    .isInstanceOfSatisfying(
                            BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                    .hasMessageContaining("there is no " + from + " in the root of hello");
        }
    }

    @Test
    void aCacheInTheWorkingDirectoryIsACacheToo() throws Exception {
        Path cached = cache("working");
        StageResult result = run(stage().caches(Map.of("/tmp/build/cache", cached))
                .build("echo 1 > cache/f; echo 1 > kept")
                .finalize("/tmp/build", "/"));

        assertThat(names(result, "/")).containsExactly("kept");
        assertThat(said(stage().caches(Map.of("/root/.cache", cached)).build("cat /root/.cache/f")))
                .containsExactly("1");
    }

    /** The name is that of the cache; a Docker Engine keeps the content in a volume of that name. */
    private Path cache(String name) throws IOException {
        return Files.createDirectories(
                directory.resolve(name + "-" + underTest.name() + "-" + directory.getFileName()));
    }
}
