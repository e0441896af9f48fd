package io.kiln.exec.runc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.exec.BuildException;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.linux.Linux;
import io.kiln.progress.BuildEvent;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuncExecutorIT {

    @TempDir
    Path directory;

    private final MemoryInstructionCache cache = new MemoryInstructionCache();
    private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    private SnapshotStore store;
    private RuncExecutor executor;
    private SnapshotId base;

    @BeforeEach
    void open() throws Exception {
        store = SnapshotStore.open(directory.resolve("store"));
        assertThat(RuncPreflight.check(store)).isEmpty();
        executor = new RuncExecutor(store);
        base = TinyRoot.withBash(store);
    }

    @AfterEach
    void close() throws IOException {
        executor.close();
        store.close();
    }

    @Test
    void oneInstructionLeavesASnapshotAndFinalizeLinksOutOfIt() throws Exception {
        StageResult result = run(stage().build("mkdir -p /out/a; echo hello > /out/a/file; echo said")
                .finalize("/out", "/"));

        Path snapshot = store.directory(cache.snapshots.values().iterator().next());
        Path output = store.directory(result.layers().get(0));
        assertThat(output.resolve("a/file")).hasContent("hello\n");
        assertThat(Linux.lstat(output.resolve("a/file")).inode())
                .isEqualTo(Linux.lstat(snapshot.resolve("out/a/file")).inode());
        assertThat(result.linked()).isEqualTo(1);
        assertThat(result.copied()).isZero();
        assertThat(result.executed()).isEqualTo(1);
        assertThat(events).contains(new BuildEvent.InstructionLogged("hello", "said"));
        assertThat(log()).contains("hello/pkg.yaml:7:9").contains("\nsaid\n").contains("exit status 0");
    }

    @Test
    void anInstructionThatWritesNothingLeavesAnEmptySnapshot() throws Exception {
        run(stage().build("true"));

        assertThat(namesIn(onlySnapshot())).isEmpty();
    }

    @Test
    void aSecondRunExecutesNothing() throws Exception {
        run(stage().buildAndTest("echo 1 > one", "cat one").finalize("/tmp/build", "/"));
        StageResult second = run(stage().buildAndTest("echo 1 > one", "cat one").finalize("/tmp/build", "/"));

        assertThat(second.executed()).isZero();
        assertThat(second.reused()).isEqualTo(2);
        assertThat(store.directory(second.layers().get(0)).resolve("one")).hasContent("1\n");
    }

    @Test
    void aChangedInstructionRunsAgainWithAllThatFollow() throws Exception {
        run(stage().build("echo 1 > a", "echo 2 > b", "cat a b > c"));
        StageResult second =
                run(stage().build("echo 1 > a", "echo 3 > b", "cat a b > c").finalize("/tmp/build", "/"));

        assertThat(second.reused()).isEqualTo(1);
        assertThat(second.executed()).isEqualTo(2);
        assertThat(store.directory(second.layers().get(0)).resolve("c")).hasContent("1\n3\n");
    }

    @Test
    void whatWasLeftOnAnotherRunOfAnEarlierInstructionIsNotReused() throws Exception {
        String key = "cat /proc/sys/kernel/random/uuid > key";
        String certificate = "cp key certificate";
        run(stage().build(key, certificate));
        cache.forget(key);
        run(stage().build(key));

        StageResult last = run(stage().build(key, certificate, "[ \"$(cat key)\" = \"$(cat certificate)\" ]"));

        assertThat(last.reused()).isEqualTo(1);
        assertThat(last.executed()).isEqualTo(2);
    }

    @Test
    void aTestThatPassedOnAnotherRunOfTheBuildRunsAgain() throws Exception {
        String build = "cat /proc/sys/kernel/random/uuid > key";
        run(stage().buildAndTest(build, "true"));
        cache.forget(build);
        run(stage().build(build));

        StageResult last = run(stage().buildAndTest(build, "true"));

        assertThat(last.reused()).isEqualTo(1);
        assertThat(last.executed()).isEqualTo(1);
    }

    @Test
    void cachesAreSharedAndNeverPartOfASnapshot() throws Exception {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        StageResult result = run(stage().caches(Map.of("/var/cache/things", shared))
                .build("echo 1 > /var/cache/things/kept")
                .finalize("/", "/"));

        assertThat(shared.resolve("kept")).hasContent("1\n");
        assertThat(onlySnapshot().resolve("var")).doesNotExist();
        assertThat(store.directory(result.layers().get(0)).resolve("var")).doesNotExist();
    }

    private Stages stage() {
        return new Stages(cache, directory.resolve("hello.log")).input("base", base);
    }

    private StageResult run(Stages stage) throws BuildException, InterruptedException {
        return executor.execute(stage.task(), events::add);
    }

    private Path onlySnapshot() throws IOException {
        assertThat(cache.snapshots).hasSize(1);
        return store.directory(cache.snapshots.values().iterator().next());
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("hello.log"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
