package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.exec.InstructionFailedException;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.linux.PathBytes;
import io.kiln.progress.BuildEvent;
import io.kiln.store.OverlayMarks;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of "Build of one package", on every executor. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.kiln.exec.conformance.Executors#all")
class ConformanceIT {

    @TempDir
    Path directory;

    @Parameter
    ExecutorUnderTest underTest;

    private final MemoryInstructionCache cache = new MemoryInstructionCache();
    private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    private SnapshotStore store;
    private StageExecutor executor;
    private SnapshotId base;

    @BeforeEach
    void open() throws Exception {
        store = SnapshotStore.open(directory.resolve("store"));
        executor = underTest.open(store);
        base = TinyRoot.withBash(store);
    }

    @AfterEach
    void close() throws IOException {
        executor.close();
        store.close();
    }

    @FunctionalInterface
    private interface Filling {
        void fill(Path root) throws IOException;
    }

    @Test
    void everyInstructionStartsInTheWorkingDirectoryAndSeesTheWorkOfTheOneBefore() throws Exception {
        StageResult result = run(
                stage().build("echo 1 > one; cd /", "pwd > two; cat one >> two").finalize("/tmp/build/two", "/"));

        assertThat(store.directory(result.layers().get(0)).resolve("two")).hasContent("/tmp/build\n1\n");
    }

    @Test
    void aTestLeavesNothingBehind() throws Exception {
        StageResult result =
                run(stage().buildAndTest("echo 1 > one", "echo 2 > two; rm one").finalize("/tmp/build", "/"));

        assertThat(namesIn(store.directory(result.layers().get(0)))).containsExactly("one");
    }

    @Test
    void aFailingTestFailsTheStageAndIsNotRemembered() {
        assertThatThrownBy(() -> run(stage().buildAndTest("true", "exit 3")))
                .isInstanceOfSatisfying(InstructionFailedException.class, failure -> {
                    assertThat(failure.exitStatus()).isEqualTo(3);
                    assertThat(failure.exitCode()).isEqualTo(1);
                    assertThat(failure.instruction().phase().key()).isEqualTo("test");
                });
        assertThat(cache.passed).isEmpty();
    }

    @Test
    void aFailureNamesPackagePhaseIndexPlaceStatusLastLinesAndLog() {
        assertThatThrownBy(
                        () -> run(stage().build("true", "for i in $(seq 60); do echo line $i; done; false; echo no")))
                .isInstanceOf(InstructionFailedException.class)
                .hasMessageStartingWith("hello/pkg.yaml:7:9: hello: step 1 build 2 failed with exit status 1")
                .hasMessageContaining("line 21\n")
                .hasMessageNotContaining("line 20\n")
                .hasMessageEndingWith("whole log: " + directory.resolve("hello.log"));
        assertThat(log()).contains("\nline 1\n").contains("\nline 60\n").doesNotContain("\nno\n");
    }

    @Test
    void aPipeFailsWhenItsFirstProgramDoes() {
        assertThatThrownBy(() -> run(stage().build("false | true"))).isInstanceOf(InstructionFailedException.class);
    }

    @Test
    void sourcesAppearInTheWorkingDirectoryOfTheirStep() throws Exception {
        Path source = Files.writeString(store.home().resolve("source"), "text\n");
        StageResult result = run(stage().sources(Map.of("deep/er/name.txt", source))
                .build("cat deep/er/name.txt > copy; echo more >> deep/er/name.txt")
                .finalize("/tmp/build", "/"));

        Path output = store.directory(result.layers().get(0));
        assertThat(output.resolve("copy")).hasContent("text\n");
        assertThat(output.resolve("deep/er/name.txt")).hasContent("text\nmore\n");
        assertThat(source).hasContent("text\n");
    }

    @Test
    void aSourceDestinationOutsideTheWorkingDirectoryIsRefused() throws Exception {
        Path source = Files.writeString(store.home().resolve("source"), "text\n");
        assertThatThrownBy(() ->
                        run(stage().sources(Map.of("../../etc/passwd", source)).build("true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("../../etc/passwd");
    }

    @Test
    void theEnvironmentIsWhatTheTaskSays() throws Exception {
        StageResult result = run(stage().environment("COLOUR", "blue sky")
                .build("echo \"$COLOUR $PKG_NAME $(id -u)\" > e")
                .finalize("/tmp/build", "/"));

        assertThat(store.directory(result.layers().get(0)).resolve("e")).hasContent("blue sky hello 0\n");
    }

    @Test
    void processesLeftInTheBackgroundEndWithTheirInstruction() throws Exception {
        run(stage().build("setsid sleep 4711 > /dev/null 2>&1 & echo started"));

        assertThat(ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().arguments().stream())
                        .flatMap(Stream::of))
                .doesNotContain("4711");
    }

    @Test
    void aMissingShellIsASentence() throws Exception {
        assertThatThrownBy(() -> run(new Stages(cache, directory.resolve("hello.log"))
                        .input("base", base)
                        .build("rm /bin/sh", "true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("there is no shell /bin/sh in image tiny:1");
    }

    @Test
    void aShellWithoutPipefailIsASentence() throws Exception {
        SnapshotId dash = TinyRoot.withDash(store);
        assertThatThrownBy(() -> run(new Stages(cache, directory.resolve("hello.log"))
                        .input("base", dash)
                        .build("echo hi")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("/bin/sh in image tiny:1 does not know 'set -o pipefail'");
    }

    @Test
    void aFileBecomesTheFileOrGoesIntoADirectoryThatIsThere() throws Exception {
        StageResult result = run(stage().build("mkdir -p /pkg /out/etc; echo 1 > /pkg/manifest.yaml")
                .finalize("/out", "/rootfs")
                .finalize("/pkg/manifest.yaml", "/")
                .finalize("/pkg/manifest.yaml", "/rootfs/etc")
                .finalize("/pkg/manifest.yaml", "/other/name.yaml"));

        assertThat(result.layers()).hasSize(4);
        assertThat(store.directory(result.layers().get(1)).resolve("manifest.yaml"))
                .hasContent("1\n");
        assertThat(store.directory(result.layers().get(2)).resolve("rootfs/etc/manifest.yaml"))
                .hasContent("1\n");
        assertThat(store.directory(result.layers().get(3)).resolve("other/name.yaml"))
                .hasContent("1\n");
    }

    @Test
    void aSymbolicLinkInFromIsFollowedInsideTheRoot() throws Exception {
        StageResult result = run(stage().build("mkdir -p /real/tree; echo 1 > /real/tree/f; ln -s /real /out")
                .finalize("/out/tree", "/"));

        assertThat(store.directory(result.layers().get(0)).resolve("f")).hasContent("1\n");
    }

    @Test
    void aFromThatLeavesTheRootFindsNothingOutside() throws Exception {
        Files.writeString(directory.resolve("secret"), "secret");
        assertThatThrownBy(() -> run(stage().build("ln -s ../../../../../../../.." + directory + " /out")
                        .finalize("/out/secret", "/")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("hello/pkg.yaml:7:9")
                .hasMessageContaining("there is no /out/secret in the root of hello");
    }

    @Test
    void aLaterEntryWritesThroughALinkOfAnEarlierOne() throws Exception {
        StageResult result = run(stage().build("mkdir -p /one/usr/lib /two; ln -s usr/lib /one/lib; echo 1 > /two/f")
                .finalize("/one", "/")
                .finalize("/two", "/lib"));

        assertThat(store.directory(result.layers().get(1)).resolve("usr/lib/f")).hasContent("1\n");
    }

    @Test
    void aStageWithoutStepsFinalizesItsInputs() throws Exception {
        SnapshotId context;
        try (SnapshotDraft draft = store.begin()) {
            Files.createDirectory(draft.root().resolve("pkg"));
            Files.writeString(draft.root().resolve("pkg/f"), "1");
            context = store.commit(draft, "context", false);
        }
        StageResult result = run(new Stages(cache, directory.resolve("hello.log"))
                .input("context", context)
                .finalize("/pkg", "/"));

        assertThat(store.directory(result.layers().get(0)).resolve("f")).hasContent("1");
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
        return executor.execute(stage.task(), events::add);
    }

    private String said(Stages stage) throws Exception {
        StageResult result = run(stage.finalize("/tmp/build/o", "/"));
        return Files.readString(store.directory(result.layers().get(0)).resolve("o"));
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("hello.log"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
