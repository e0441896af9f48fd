package io.kiln.exec.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.JavaProcess;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleIT {

    /* Only processes of this test sleep so long. */
    private static final String NAP = "86399." + ProcessHandle.current().pid();
    private static final String SCRIPT = "setsid sleep " + NAP + " & echo started; sleep " + NAP;

    @TempDir
    Path directory;

    @Test
    void killingTheProcessLeavesNoContainerNoMountAndNoControlGroup() throws Exception {
        String prefix;
        Process process = JavaProcess.of(SlowStage.class, directory.toString(), SCRIPT)
                .redirectErrorStream(true)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("started");
            prefix = Integer.toHexString(
                            directory.resolve("store").toRealPath().toString().hashCode()) + "-";
            await(() -> naps() > 0); // the shell prints before either of them runs
            assertThat(processesThatSeeMountsIn(directory)).isPositive();
            assertThat(groups(prefix)).isNotEmpty();

            process.destroyForcibly().waitFor();

            await(() -> naps() == 0);
            await(() -> groups(prefix).isEmpty());
            await(() -> processesThatSeeMountsIn(directory) == 0);
        } finally {
            process.destroyForcibly();
        }
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
                RuncExecutor executor = new RuncExecutor(store)) {
            assertThat(executor.name()).isEqualTo("runc");
            try (Stream<Path> sessions = Files.list(store.home().resolve("tmp"))) {
                assertThat(sessions.filter(Files::isDirectory)).hasSize(1);
            }
        }
    }

    @Test
    void controlGroupsThatAKilledHelperLeftAreSweptAtTheNextStart() throws Exception {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"))) {
            String prefix = ContainerRunner.idPrefix(store);
            Path hierarchy = ControlGroups.isUnified() ? Path.of("/sys/fs/cgroup") : Path.of("/sys/fs/cgroup/pids");
            Path dead = Files.createDirectories(hierarchy.resolve("kiln").resolve(prefix + "1-dead.3"));
            Path live = Files.createDirectories(hierarchy.resolve("kiln").resolve(prefix + store.session() + ".3"));
            RuncExecutor executor = new RuncExecutor(store);

            assertThat(dead).doesNotExist();
            assertThat(live).exists();
            executor.close();
            assertThat(live).doesNotExist();
        }
    }

    @Test
    void groupsThatHeldContainersGoWithTheLastOfThem() throws Exception {
        Path hierarchy = ControlGroups.isUnified() ? Path.of("/sys/fs/cgroup") : Path.of("/sys/fs/cgroup/pids");
        Path parent = Files.createDirectories(hierarchy.resolve("kiln"));
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"))) {
            Path ofAnother = Files.createDirectories(parent.resolve("0-of-another-store.1"));
            try {
                new RuncExecutor(store).close();
                assertThat(ofAnother).exists();
            } finally {
                Files.delete(ofAnother);
            }
            await(() -> {
                new RuncExecutor(store).close();
                return Files.notExists(parent);
            });
        }
    }

    @Test
    void anInterruptEndsTheInstructionAndLeavesTheStoreSound() throws Exception {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
                RuncExecutor executor = new RuncExecutor(store)) {
            MemoryInstructionCache cache = new MemoryInstructionCache();
            Stages stage = new Stages(cache, directory.resolve("log"))
                    .input("base", TinyRoot.withBash(store))
                    .build("echo first > f", SCRIPT);
            CountDownLatch started = new CountDownLatch(1);
            BuildEvents events = event -> {
                if (event instanceof BuildEvent.InstructionLogged logged
                        && logged.line().equals("started")) {
                    started.countDown();
                }
            };
            ExecutorService pool = Executors.newSingleThreadExecutor();
            try {
                Future<StageResult> result = pool.submit(() -> executor.execute(stage.task(), events));
                assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
                pool.shutdownNow();

                assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(InterruptedException.class);
            } finally {
                pool.shutdownNow();
            }
            assertThat(naps()).isZero();
            assertThat(groups(ContainerRunner.idPrefix(store))).isEmpty();
            assertThat(cache.snapshots).hasSize(1);
            assertThat(store.home().resolve("tmp").resolve(store.session())).isEmptyDirectory();
        }
    }

    @Test
    void stagesRunAtTheSameTime() throws Exception {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
                RuncExecutor executor = new RuncExecutor(store)) {
            var base = TinyRoot.withBash(store);
            ExecutorService pool = Executors.newFixedThreadPool(4);
            try {
                List<Callable<StageResult>> stages = Stream.of("a", "b", "c", "d")
                        .<Callable<StageResult>>map(name -> () -> executor.execute(
                                new Stages(new MemoryInstructionCache(), directory.resolve(name))
                                        .input("base", base)
                                        .build("echo " + name + " > f", "cat f f > g")
                                        .finalize("/tmp/build/g", "/")
                                        .task(),
                                BuildEvents.NONE))
                        .toList();
                for (Future<StageResult> result : pool.invokeAll(stages)) {
                    assertThat(result.get().executed()).isEqualTo(2);
                }
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private static long naps() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains(NAP))
                        .orElse(false))
                .count();
    }

    /* A mount lives as long as a process of its namespace does. */
    private static long processesThatSeeMountsIn(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    try {
                        return Files.readString(Path.of("/proc/" + process.pid() + "/mountinfo"))
                                .contains(directory.toString());
                    } catch (IOException e) {
                        return false; // it has ended meanwhile
                    }
                })
                .count();
    }

    private static List<Path> groups(String prefix) throws IOException {
        return ControlGroups.find(id -> id.startsWith(prefix));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.holds()) {
            assertThat(Instant.now()).as("what should have ended goes on").isBefore(end);
            Thread.sleep(50);
        }
    }
}
