package io.kiln.source;

import static io.kiln.source.SourceFixture.CONTENT;
import static io.kiln.source.SourceFixture.source;
import static io.kiln.source.SourceFixture.store;
import static io.kiln.source.SourceFixture.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.model.Source;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SourceStoreTest {

    @TempDir
    Path home;

    @TempDir
    Path other;

    @Test
    void fetchedSourceIsKeptByItsSumAndNotFetchedAgain() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.content(CONTENT))) {
            Source source = source(server.url("/zlib-1.3.tar.xz"));
            List<BuildEvent> events = new ArrayList<>();

            Path file = store(home).fetch(source, "zlib", events::add);
            Path again = store(home).fetch(source, "zlib", events::add);

            assertThat(file).hasBinaryContent(CONTENT).isEqualTo(again);
            assertThat(file).isEqualTo(home.resolve("sources/sha256/" + source.sha256()));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r--r--");
            assertThat(server.requests()).hasSize(1);
            assertThat(events)
                    .containsExactly(
                            new BuildEvent.SourceFetching(source.url()),
                            new BuildEvent.SourceFetched(source.url(), CONTENT.length));
        }
    }

    @Test
    void mismatchOfEitherSumKeepsNothingAndShowsBoth() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.content(CONTENT))) {
            Source right = source(server.url("/x"));
            Source wrong256 = new Source(right.url(), "x", "0".repeat(64), right.sha512(), SourceFixture.AT);
            Source wrong512 = new Source(right.url(), "x", right.sha256(), "1".repeat(128), SourceFixture.AT);

            for (Source wrong : List.of(wrong256, wrong512)) {
                assertThatThrownBy(() -> store(home).fetch(wrong, "zlib", BuildEvents.NONE))
                        .isInstanceOfSatisfying(ChecksumMismatchException.class, e -> {
                            assertThat(e.exitCode()).isEqualTo(2);
                            assertThat(e.source()).isEqualTo(wrong);
                            assertThat(e.actualSha256()).isEqualTo(right.sha256());
                            assertThat(e.actualSha512()).isEqualTo(right.sha512());
                            assertThat(e.getMessage())
                                    .startsWith("zlib: source " + right.url())
                                    .contains("zlib/pkg.yaml:7:13")
                                    .contains(wrong.sha256(), wrong.sha512(), right.sha256(), right.sha512());
                        });
                assertThat(SourceFixture.kept(home)).isEmpty();
            }
        }
    }

    @Test
    void keptSourceIsStillHeldAgainstTheOtherSum() throws Exception {
        Path file = Files.write(other.resolve("x"), CONTENT);
        Source right = source(file.toUri().toString());
        store(home).fetch(right, "zlib", BuildEvents.NONE);
        Source wrong = new Source(right.url(), "x", right.sha256(), "1".repeat(128), SourceFixture.AT);

        assertThatThrownBy(() -> store(home).fetch(wrong, "zlib", BuildEvents.NONE))
                .isInstanceOf(ChecksumMismatchException.class)
                .hasMessageContaining("sha512 actual   " + right.sha512());
        assertThat(store(home).fetch(right, "zlib", BuildEvents.NONE)).exists();
    }

    @Test
    void fileOfTheStoreThatWasDamagedIsFetchedAgain() throws Exception {
        Source source = source(Files.write(other.resolve("x"), CONTENT).toUri().toString());
        Path kept = store(home).fetch(source, "zlib", BuildEvents.NONE);
        try (var channel = Files.newByteChannel(kept, StandardOpenOption.WRITE)) {
            channel.truncate(100);
        }

        assertThat(store(home).fetch(source, "zlib", BuildEvents.NONE)).hasBinaryContent(CONTENT);
    }

    @Test
    void fileWithoutAProofIsHashedAndKept() throws Exception {
        Source source = source("http://127.0.0.1:1/never-asked");
        Files.createDirectories(home.resolve("sources/sha256"));
        Path kept = Files.write(home.resolve("sources/sha256").resolve(source.sha256()), CONTENT);

        assertThat(store(home).fetch(source, "zlib", BuildEvents.NONE)).isEqualTo(kept);
        assertThat(SourceFixture.kept(home)).containsExactly(source.sha256(), source.sha256() + ".sha512");
    }

    @Test
    void whatACrashLeftIsRemoved() throws Exception {
        Source source = source(Files.write(other.resolve("x"), CONTENT).toUri().toString());
        Files.createDirectories(home.resolve("sources/sha256"));
        Files.write(home.resolve("sources/sha256/" + source.sha256() + ".old.part"), new byte[10]);

        store(home).fetch(source, "zlib", BuildEvents.NONE);

        assertThat(SourceFixture.kept(home)).containsExactly(source.sha256(), source.sha256() + ".sha512");
    }

    @Test
    void fileUrlIsCopiedAndNotLinked() throws Exception {
        Path file = Files.write(other.resolve("with space.tar"), CONTENT);

        Path kept = store(home).fetch(source(file.toUri().toString()), "zlib", BuildEvents.NONE);
        Files.write(file, new byte[1]);

        assertThat(kept).hasBinaryContent(CONTENT);
    }

    @Test
    void missingFileIsToldWithWhatToDo() {
        assertThatThrownBy(() -> store(home).fetch(source("file:///nowhere/x.tar"), "zlib", BuildEvents.NONE))
                .isInstanceOfSatisfying(
                        SourceFetchException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(1))
                .hasMessageContaining("there is no file /nowhere/x.tar")
                .hasMessageContaining("--distdir");
    }

    @Test
    void distdirIsLookedIntoFirst() throws Exception {
        Files.write(other.resolve("zlib-1.3.tar.xz"), CONTENT);
        Source source = source("http://127.0.0.1:1/dir/zlib-1.3.tar.xz?mirror=2");

        assertThat(store(home, home.resolve("absent"), other).fetch(source, "zlib", BuildEvents.NONE))
                .hasBinaryContent(CONTENT);
    }

    @Test
    void distdirFileWithWrongSumsIsWarnedOfAndTheUrlTried() throws Exception {
        Files.write(other.resolve("zlib.tar"), new byte[50]);
        List<BuildEvent> events = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.content(CONTENT))) {
            Path file = store(home, other).fetch(source(server.url("/zlib.tar")), "zlib", events::add);

            assertThat(file).hasBinaryContent(CONTENT);
            assertThat(events)
                    .filteredOn(BuildEvent.Warned.class::isInstance)
                    .singleElement()
                    .satisfies(event -> assertThat(event.toString())
                            .contains("zlib.tar is not used")
                            .contains("zlib/pkg.yaml:7:13"));
        }
    }

    @Test
    void nameThatLeavesTheDistdirIsNotLookedUp() throws Exception {
        Path distdir = Files.createDirectory(other.resolve("distdir"));
        Files.write(other.resolve("x"), CONTENT);

        for (String path : List.of("/..%2Fx", "/%2E%2E", "/a/..")) {
            assertThatThrownBy(() ->
                            store(home, distdir).fetch(source("http://127.0.0.1:1" + path), "zlib", BuildEvents.NONE))
                    .isInstanceOf(SourceFetchException.class);
        }
    }

    @Test
    void urlThatKilnCannotFetchIsWrongInput() {
        for (String url : List.of("ftp://host/x", "git@host:x", "no scheme", "http:///x", "file://host/x", "file:x")) {
            assertThatThrownBy(() -> store(home).fetch(source(url), "zlib", BuildEvents.NONE))
                    .as(url)
                    .isInstanceOfSatisfying(
                            SourceFetchException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(2));
        }
    }

    @Test
    void sumThatIsAPathIsRefused() {
        Source source = new Source("file:///x", "x", "../../../etc/passwd", "1".repeat(128), SourceFixture.AT);

        assertThatThrownBy(() -> store(home).fetch(source, "zlib", BuildEvents.NONE))
                .isInstanceOf(SourceFetchException.class)
                .hasMessageContaining("64");
    }

    @Test
    void concurrentFetchesOfOneSumAskOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.content(CONTENT))) {
            Source source = source(server.url("/x"));
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Callable<Path>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SourceStore store = store(home);
                tasks.add(() -> store.fetch(source, "zlib", BuildEvents.NONE));
            }
            for (Future<Path> result : threads.invokeAll(tasks)) {
                assertThat(result.get()).hasBinaryContent(CONTENT);
            }
            threads.shutdown();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void fetchWaitsForAnotherProcessAndNotForADeadOne() throws Exception {
        Source source = source(Files.write(other.resolve("x"), CONTENT).toUri().toString());
        Process holder = holdLock("source-" + source.sha256());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('h');
            SourceStore store = store(home);
            Future<Path> result = thread.submit(() -> store.fetch(source, "zlib", BuildEvents.NONE));
            TimeUnit.MILLISECONDS.sleep(300);
            assertThat(result).isNotDone();

            holder.destroyForcibly().waitFor();

            assertThat(result.get(20, TimeUnit.SECONDS)).hasBinaryContent(CONTENT);
        } finally {
            holder.destroyForcibly();
            thread.shutdownNow();
        }
    }

    @Test
    void storeThatCannotBeWrittenIsALackOfTheEnvironment() throws Exception {
        Path file = Files.write(other.resolve("x"), CONTENT);
        Path notADirectory = Files.write(home.resolve("file"), new byte[1]);

        assertThatThrownBy(() -> store(notADirectory).fetch(source(file.toUri().toString()), "zlib", BuildEvents.NONE))
                .isInstanceOfSatisfying(
                        SourceStoreException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(3));
    }

    @Test
    void emptySourceIsASource() throws Exception {
        Path file = Files.write(other.resolve("empty"), new byte[0]);
        Source source = new Source(
                file.toUri().toString(),
                "e",
                sum("SHA-256", new byte[0]),
                sum("SHA-512", new byte[0]),
                SourceFixture.AT);

        assertThat(store(home).fetch(source, "zlib", BuildEvents.NONE)).isEmptyFile();
    }

    private Process holdLock(String key) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("surefire.test.class.path", ""),
                        LockHolder.class.getName(),
                        home.toString(),
                        key)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
