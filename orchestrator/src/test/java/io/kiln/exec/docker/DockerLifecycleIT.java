package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.JavaProcess;
import io.kiln.exec.BuildException;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in an engine, and when. */
class DockerLifecycleIT {

    private static final String SLOW = "echo started; sleep 600";

    private static ContainerEngine engine;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        engine = ContainerEngine.start();
    }

    @AfterAll
    static void stop() throws Exception {
        engine.close();
    }

    @Test
    void aKilledProcessTakesItsContainersAlongAndTheNextStartSweepsTheRest() throws Exception {
        Process process = JavaProcess.of(SlowDockerStage.class, directory.toString(), host(), SLOW)
                .redirectErrorStream(true)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("started");
            assertThat(containers()).hasSize(2); // of the build, and of the test on its state
            assertThat(passingImages()).hasSize(1);

            process.destroyForcibly().waitFor();

            await(() -> containers().isEmpty());
        } finally {
            process.destroyForcibly();
        }
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
                DockerExecutor executor = open(store)) {
            assertThat(executor.name()).isEqualTo("docker");
            assertThat(passingImages()).isEmpty();
        }
    }

    @Test
    void anInterruptEndsTheInstructionAndRemovesItsContainer() throws Exception {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
                DockerExecutor executor = open(store)) {
            CountDownLatch started = new CountDownLatch(1);
            ExecutorService pool = Executors.newSingleThreadExecutor();
            Future<StageResult> running =
                    pool.submit(() -> executor.execute(stage(store).build(SLOW).task(), said(started)));
            assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();

            pool.shutdownNow();

            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(running::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(containers()).isEmpty();
        }
    }

    @Test
    void aContainerThatSomebodyElseRemovesIsASentence() throws Exception {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
                DockerExecutor executor = open(store)) {
            BuildEvents remove = event -> {
                if (event instanceof BuildEvent.InstructionLogged) {
                    try {
                        engine.docker("rm", "--force", containers().get(0));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }
            };

            assertThatThrownBy(() -> executor.execute(stage(store).build(SLOW).task(), remove))
                    .isInstanceOfSatisfying(
                            BuildException.class, e -> assertThat(e.exitCode()).isIn(1, 3))
                    .hasMessageMatching("(?s).*(ended before its instructions did|exit status 137).*");
            assertThat(containers()).isEmpty();
        }
    }

    @Test
    void anEngineThatDiesInTheMiddleIsASentenceAndTheNextBuildOnTheRestartedOneIsFine() throws Exception {
        try (ContainerEngine mortal = ContainerEngine.start();
                SnapshotStore store = SnapshotStore.open(directory.resolve("store"))) {
            DockerEndpoint endpoint = DockerEndpoint.find(Map.of("DOCKER_HOST", "unix://" + mortal.socket()));
            BuildEvents kill = event -> {
                if (event instanceof BuildEvent.InstructionLogged) {
                    try {
                        mortal.kill();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            };
            try (DockerExecutor executor = DockerExecutor.open(endpoint, store, 1)) {
                assertThatThrownBy(
                                () -> executor.execute(stage(store).build(SLOW).task(), kill))
                        .isInstanceOfSatisfying(
                                BuildException.class,
                                e -> assertThat(e.exitCode()).isEqualTo(3))
                        .hasMessageContaining("the Docker Engine at " + endpoint + " went away");
            }

            mortal.restart();

            try (DockerExecutor executor = DockerExecutor.open(endpoint, store, 1)) {
                run(executor, stage(store).build("true"));
            }
            assertThat(mortal.docker("ps", "--all", "--quiet")).isEmpty();
        }
    }

    @Test
    void stagesOfTwoExecutorsRunInOneEngineAtTheSameTime() throws Exception {
        try (SnapshotStore one = SnapshotStore.open(directory.resolve("one"));
                SnapshotStore two = SnapshotStore.open(directory.resolve("two"));
                DockerExecutor first = open(one);
                DockerExecutor second = open(two)) {
            CountDownLatch both = new CountDownLatch(2);
            BuildEvents meeting = event -> {
                if (event instanceof BuildEvent.InstructionLogged) {
                    both.countDown();
                }
            };
            ExecutorService pool = Executors.newFixedThreadPool(2);
            String script = "mkdir /out; echo hi; sleep 2; echo 1 > /out/f";
            List<Future<StageResult>> results = pool.invokeAll(List.of(
                    () -> first.execute(
                            stage(one).build(script).finalize("/out", "/").task(), meeting),
                    () -> second.execute(
                            stage(two).build(script).finalize("/out", "/").task(), meeting)));

            assertThat(both.getCount()).isZero();
            assertThat(one.directory(results.get(0).get().layers().get(0)).resolve("f"))
                    .hasContent("1\n");
            assertThat(two.directory(results.get(1).get().layers().get(0)).resolve("f"))
                    .hasContent("1\n");
            pool.shutdown();
        }
    }

    @Test
    void anImageWithAPrivateKeyOfAStageGoesWithTheProcessAndOthersStayUntilTheyAreCollected() throws Exception {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"))) {
            SnapshotId base = TinyRoot.withBash(store);
            SnapshotId key = snapshot(store, "signing_key.pem", privateKey());
            SnapshotId data = snapshot(store, "data", "x".repeat(2 << 20));
            String label = "io.kiln.store=" + EngineLabels.of(store).store();
            try (DockerExecutor executor = open(store)) {
                run(executor, stage(base).input("stage data", data).build("cat /data > /dev/null"));
                for (int images : List.of(2, 2, 3)) { // the base is one; the third stage gets one with the key
                    run(executor, stage(base).input("stage kernel", key).build("cat /signing_key.pem > /dev/null"));
                    assertThat(images(label)).hasSize(images);
                }
            }
            assertThat(images(label)).hasSize(2);
            assertThat(containers()).isEmpty();

            DockerEndpoint endpoint = DockerEndpoint.find(Map.of("DOCKER_HOST", host()));
            assertThat(EngineSpace.free(endpoint, store)).isEqualTo(new EngineSpace(2, 0));
            assertThat(images(label)).isEmpty();
        }
    }

    @Test
    void aContainerThatHasWrittenManyFilesStaysUntilTheProcessEnds() throws Exception {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"))) {
            try (DockerExecutor executor = open(store)) {
                run(executor, stage(store).build("true").finalize("/bin", "/"));
                await(() -> containers().isEmpty());
                String many = "mkdir /out; for i in $(seq " + LeftContainers.MANY_FILES + "); do : > /out/$i; done";

                run(executor, stage(store).build(many).finalize("/out", "/"));

                assertThat(containers()).hasSize(1);
            }
            await(() -> containers().isEmpty());
        }
    }

    @Test
    void aLayerThatAnotherImageHasIsNotSentAgain() throws Exception {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
                DockerExecutor executor = open(store)) {
            SnapshotId base = TinyRoot.withBash(store);
            SnapshotId data = snapshot(store, "data", "x".repeat(2 << 20));
            run(executor, stage(base).build("true"));
            Files.delete(store.tar(base).file()); // whoever sends it now fails

            run(executor, stage(base).input("stage data", data).build("test -s /data"));
        }
    }

    private Stages stage(SnapshotStore store) throws Exception {
        return stage(TinyRoot.withBash(store));
    }

    private Stages stage(SnapshotId base) {
        return new Stages(new MemoryInstructionCache(), directory.resolve("log")).input("base", base);
    }

    private static void run(DockerExecutor executor, Stages stage) throws Exception {
        executor.execute(stage.task(), BuildEvents.NONE);
    }

    /** A file that is too large to be copied into a container. */
    private static SnapshotId snapshot(SnapshotStore store, String name, String content) throws Exception {
        try (SnapshotDraft draft = store.begin()) {
            Files.writeString(draft.root().resolve(name), content);
            return store.commit(draft, "test finalize[0]", false);
        }
    }

    private static String privateKey() throws Exception {
        Process openssl = new ProcessBuilder("openssl", "genrsa", "2048").start();
        String key = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return key + "#".repeat(2 << 20);
    }

    private static BuildEvents said(CountDownLatch latch) {
        return event -> {
            if (event instanceof BuildEvent.InstructionLogged) {
                latch.countDown();
            }
        };
    }

    private static DockerExecutor open(SnapshotStore store) throws Exception {
        return DockerExecutor.open(DockerEndpoint.find(Map.of("DOCKER_HOST", host())), store, 2);
    }

    private static String host() {
        return "unix://" + engine.socket();
    }

    private static List<String> containers() throws Exception {
        return engine.docker("ps", "--all", "--quiet", "--filter", "label=io.kiln.store")
                .lines()
                .toList();
    }

    private static List<String> passingImages() throws Exception {
        return images("io.kiln.session");
    }

    private static List<String> images(String label) throws Exception {
        return engine.docker("images", "--all", "--quiet", "--filter", "label=" + label)
                .lines()
                .toList();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.call()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(100);
        }
    }
}
