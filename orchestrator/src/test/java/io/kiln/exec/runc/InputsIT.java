package io.kiln.exec.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageResult;
import io.kiln.linux.Linux;
import io.kiln.linux.PathBytes;
import io.kiln.progress.BuildEvents;
import io.kiln.store.OverlayMarks;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsIT {

    @TempDir
    Path directory;

    private final MemoryInstructionCache cache = new MemoryInstructionCache();
    private SnapshotStore store;
    private RuncExecutor executor;
    private SnapshotId base;

    @FunctionalInterface
    private interface Filling {
        void fill(Path root) throws IOException;
    }

    @BeforeEach
    void open() throws Exception {
        store = SnapshotStore.open(directory.resolve("store"));
        executor = new RuncExecutor(store);
        base = TinyRoot.withBash(store);
    }

    @AfterEach
    void close() throws IOException {
        executor.close();
        store.close();
    }

    @Test
    void laterInputsWinAndWhatTheyRemoveThemselvesDoesNotReachOthers() throws Exception {
        SnapshotId one = snapshot(false, root -> {
            file(root, "data/shared", "one");
            file(root, "data/removed", "of one");
            file(root, "dir/kept", "of one");
        });
        SnapshotId twoLow = snapshot(false, root -> {
            file(root, "data/shared", "two");
            file(root, "data/removed", "of two");
            file(root, "dir/lost", "of two");
        });
        SnapshotId twoHigh = snapshot(true, root -> {
            Files.createDirectories(root.resolve("data"));
            OverlayMarks.makeWhiteout(root.resolve("data/removed"));
            file(root, "dir/new", "of two");
            OverlayMarks.makeOpaque(root.resolve("dir"));
        });

        assertThat(said(stage().input("one", one)
                        .input("two", twoLow, twoHigh)
                        .build("cat /data/shared /data/removed > o; ls /dir >> o")))
                .isEqualTo("twoof onekept\nnew\n");
    }

    @Test
    void theBaseMayRemoveItsOwnFilesByWhiteouts() throws Exception {
        SnapshotId top = snapshot(true, root -> {
            Files.createDirectories(root.resolve("bin"));
            OverlayMarks.makeWhiteout(root.resolve("bin/true"));
        });

        assertThat(said(new Stages(cache, directory.resolve("hello.log"))
                        .input("base", base, top)
                        .build("ls /bin/true > o 2>&1 || echo gone > o")))
                .isEqualTo("gone\n");
    }

    @Test
    void fromAndToPutAPartElsewhereByLinks() throws Exception {
        SnapshotId one = snapshot(false, root -> {
            file(root, "usr/include/a.h", "a");
            file(root, "usr/bin/tool", "t");
        });
        StageResult result = run(stage().input("one", "/usr/include", "/opt/include", one)
                .input("one", "/usr/bin/tool", "/bin", one)
                .input("one", "/usr/bin/tool", "/opt/renamed", one)
                .build("cat /opt/include/a.h /bin/tool /opt/renamed > o; test ! -e /usr/include")
                .finalize("/opt", "/"));

        Path output = store.directory(result.layers().get(0));
        assertThat(output.resolve("renamed")).hasContent("t");
        assertThat(Linux.lstat(output.resolve("include/a.h")).inode())
                .isEqualTo(Linux.lstat(store.directory(one).resolve("usr/include/a.h"))
                        .inode());
    }

    @Test
    void aTargetBelowALinkGoesWhereTheLinkLeads() throws Exception {
        SnapshotId links = snapshot(false, root -> {
            Files.createDirectories(root.resolve("usr/share/data"));
            Files.createSymbolicLink(root.resolve("data"), Path.of("usr/share/data"));
        });
        SnapshotId one = snapshot(false, root -> file(root, "f", "f"));

        assertThat(said(stage().input("links", links)
                        .input("one", "/", "/data/one", one)
                        .build("cat /usr/share/data/one/f > o")))
                .isEqualTo("f");
    }

    @Test
    void aFromThatIsNotThereIsAnErrorWithItsPlace() {
        assertThatThrownBy(
                        () -> run(stage().input("stage one", "/no", "/x", base).build("true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessage("hello/pkg.yaml:7:9: stage one has no /no (from)");
    }

    @Test
    void aDirectoryThatWouldHideALinkIsAnErrorThatNamesBoth() throws Exception {
        SnapshotId links = snapshot(false, root -> {
            file(root, "opt/real/f", "f");
            Files.createSymbolicLink(root.resolve("opt/alias"), Path.of("real"));
        });
        SnapshotId hiding = snapshot(false, root -> file(root, "opt/alias/g", "g"));

        assertThatThrownBy(() -> run(stage().input("stage links", links)
                        .input("stage hiding", hiding)
                        .build("true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("stage hiding has a directory /opt/alias where stage links has a symbolic link")
                .hasMessageContaining("real");
    }

    @Test
    void sixHundredLayersAreMergedIntoFewEnough() throws Exception {
        List<SnapshotId> layers = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String name = "f" + i;
            layers.add(snapshot(false, root -> {
                file(root, "many/" + name, "x");
                file(root, "many/last", name);
            }));
        }

        assertThat(said(stage().input("many", layers.toArray(SnapshotId[]::new))
                        .build("ls /many | wc -l > o", "cat /many/last >> o")))
                .isEqualTo("601\nf599");
    }

    @Test
    void theSameLayerTwiceIsMountedOnce() throws Exception {
        SnapshotId one = snapshot(false, root -> file(root, "f", "one"));
        SnapshotId two = snapshot(false, root -> file(root, "f", "two"));

        assertThat(said(stage().input("a", one).input("b", two).input("c", one).build("cat /f > o")))
                .isEqualTo("one");
    }

    @Test
    void filesWhoseNamesAreNotUtf8GoThroughAStage() throws Exception {
        StageResult result =
                run(stage().build("mkdir /out; echo 1 > /out/$'n\\xff\\xfe'").finalize("/out", "/"));

        try (var names = Files.list(store.directory(result.layers().get(0)))) {
            assertThat(names)
                    .singleElement()
                    .satisfies(path -> assertThat(PathBytes.of(path.getFileName()))
                            .isEqualTo(new byte[] {'n', (byte) 0xff, (byte) 0xfe}));
        }
    }

    private Stages stage() {
        return new Stages(cache, directory.resolve("hello.log")).input("base", base);
    }

    private StageResult run(Stages stage) throws BuildException, InterruptedException {
        return executor.execute(stage.task(), BuildEvents.NONE);
    }

    private String said(Stages stage) throws Exception {
        StageResult result = run(stage.finalize("/tmp/build/o", "/"));
        return Files.readString(store.directory(result.layers().get(0)).resolve("o"));
    }

    private SnapshotId snapshot(boolean whiteouts, Filling filling) throws IOException {
        try (SnapshotDraft draft = store.begin()) {
            filling.fill(draft.root());
            return store.commit(draft, "test", whiteouts);
        }
    }

    private static void file(Path root, String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
