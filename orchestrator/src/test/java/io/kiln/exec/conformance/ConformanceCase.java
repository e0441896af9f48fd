package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.exec.BuildException;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.progress.BuildEvent;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules of "Build of one package", each tried on every executor. The tests of a class share a store, and nothing else. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.kiln.exec.conformance.Executors#all")
abstract class ConformanceCase {

    private static @Nullable Workshop workshop;

    @Parameter
    ExecutorUnderTest underTest;

    @TempDir
    Path directory;

    final MemoryInstructionCache cache = new MemoryInstructionCache();
    final List<BuildEvent> events = new CopyOnWriteArrayList<>();

    @FunctionalInterface
    interface Filling {
        void fill(Path root) throws IOException;
    }

    @BeforeParameterizedClassInvocation
    static void openWorkshop(ExecutorUnderTest underTest) throws Exception {
        workshop = Workshop.open(underTest);
    }

    @AfterParameterizedClassInvocation
    static void closeWorkshop() throws IOException {
        workshop().close();
    }

    private static Workshop workshop() {
        return Objects.requireNonNull(workshop);
    }

    static SnapshotStore store() {
        return workshop().store();
    }

    static StageExecutor executor() {
        return workshop().executor();
    }

    static SnapshotId base() {
        return workshop().base();
    }

    /** A stage on the base. */
    Stages stage() {
        return emptyStage().input("base", base());
    }

    Stages emptyStage() {
        return new Stages(cache, directory.resolve("hello.log"));
    }

    StageResult run(Stages stage) throws BuildException, InterruptedException {
        return executor().execute(stage.task(), events::add);
    }

    /** Runs a stage and gives the lines that it prints. */
    List<String> said(Stages stage) throws BuildException, InterruptedException {
        events.clear();
        run(stage);
        return lines();
    }

    List<String> lines() {
        return events.stream()
                .filter(BuildEvent.InstructionLogged.class::isInstance)
                .map(event -> ((BuildEvent.InstructionLogged) event).line())
                .toList();
    }

    /** What the layers of a result show together. */
    static MergedTree output(StageResult result) throws IOException {
        return store().tree(result.layers());
    }

    static MergedNode node(StageResult result, String path) throws IOException {
        return output(result).find(Path.of(path)).orElseThrow(() -> new AssertionError("there is no " + path));
    }

    static String content(StageResult result, String path) throws IOException {
        return content(node(result, path));
    }

    static String content(MergedNode node) throws IOException {
        try (InputStream in = node.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The names in a directory of a result, sorted. */
    static List<String> names(StageResult result, String path) throws IOException {
        return node(result, path).children().stream()
                .map(child -> child.path().getFileName().toString())
                .sorted()
                .toList();
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("hello.log"));
    }

    static SnapshotId snapshot(Filling filling) throws IOException {
        return snapshot(false, filling);
    }

    static SnapshotId snapshot(boolean whiteouts, Filling filling) throws IOException {
        try (SnapshotDraft draft = store().begin()) {
            filling.fill(draft.root());
            return store().commit(draft, "test", whiteouts);
        }
    }

    static Path file(Path root, String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** How many snapshots there are: what failed must not leave one. */
    static int snapshots() throws IOException {
        try (var snapshots = Files.list(store().home().resolve("snapshots"))) {
            return (int) snapshots.count();
        }
    }

    /** Whether a process with this argument runs on the machine. */
    static void assertNobodyRuns(String argument) {
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().arguments().map(List::of).orElse(List.of())))
                .as("processes with the argument %s", argument)
                .noneMatch(arguments -> arguments.contains(argument));
    }
}
