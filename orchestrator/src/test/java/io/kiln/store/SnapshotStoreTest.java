package io.kiln.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.JavaProcess;
import io.kiln.linux.Linux;
import io.kiln.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {

    @TempDir
    Path directory;

    @Test
    void aCommittedDraftIsASnapshotWithItsInfo() throws IOException {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"))) {
            SnapshotId id;
            try (SnapshotDraft draft = store.begin()) {
                Files.writeString(draft.root().resolve("file"), "text");
                id = store.commit(draft, "a test", true);
            }

            assertThat(store.exists(id)).isTrue();
            assertThat(store.directory(id).resolve("file")).hasContent("text");
            assertThat(store.info(id).origin()).isEqualTo("a test");
            assertThat(store.info(id).whiteouts()).isTrue();
            assertThat(store.info(id).forms()).containsExactly("fs");
        }
    }

    @Test
    void aDraftThatIsNotCommittedIsGoneWhenClosed() throws IOException {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"))) {
            try (SnapshotDraft draft = store.begin()) {
                Files.writeString(draft.root().resolve("file"), "text");
            }

            assertThat(store.home().resolve("snapshots")).isEmptyDirectory();
            assertThat(store.home().resolve("tmp").resolve(store.session())).isEmptyDirectory();
        }
    }

    @Test
    void aDeletedSnapshotIsNotThere() throws IOException {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
                SnapshotDraft draft = store.begin()) {
            SnapshotId id = store.commit(draft, "a test", false);
            store.delete(id);

            assertThat(store.exists(id)).isFalse();
            assertThat(store.home().resolve("snapshots")).isEmptyDirectory();
        }
    }

    @Test
    void onlyTheOwnerMayEnterTheStore() throws IOException {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.home())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aStoreThatOthersCouldEnterIsTakenFromThem() throws IOException {
        Path home = directory.resolve("store");
        for (String name : List.of("", "caches", "snapshots", "tmp")) {
            Linux.chmod(Files.createDirectories(home.resolve(name)), 0755);
        }
        try (SnapshotStore store = SnapshotStore.open(home)) {
            assertThat(store.home()).isDirectory();
            for (String name : List.of("", "caches", "snapshots", "tmp")) {
                assertThat(Linux.lstat(home.resolve(name)).permissions())
                        .as(name)
                        .isEqualTo(0700);
            }
        }
    }

    @Test
    void aDirectoryWithOtherThingsInItKeepsItsModeAndContainersFilesAreClosedOffAllTheSame() throws IOException {
        Path home = Files.createDirectory(directory.resolve("shared"));
        Linux.chmod(home, 0755);
        Files.createDirectory(home.resolve("of others"));
        Linux.chmod(Files.createDirectory(home.resolve("tmp")), 01777);
        Linux.chmod(Files.createDirectory(home.resolve("caches")), 0755);
        try (SnapshotStore store = SnapshotStore.open(home)) {
            assertThat(Linux.lstat(store.home()).permissions()).isEqualTo(0755);
            assertThat(Linux.lstat(home.resolve("tmp")).permissions()).isEqualTo(01777);
            for (String name : List.of("caches", "snapshots", "tmp/" + store.session())) {
                assertThat(Linux.lstat(home.resolve(name)).permissions())
                        .as(name)
                        .isEqualTo(0700);
            }
        }
    }

    @Test
    void theFileSystemOfTheStoreCanBeSynced() throws IOException {
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"))) {
            assertThatCode(store::sync).doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> Linux.syncFileSystem(directory.resolve("missing")))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("syncfs");
    }

    @Test
    void theNextStartRemovesWhatADeadProcessLeftAndKeepsWhatALiveOneHas() throws IOException {
        Path tmp = directory.resolve("store/tmp");
        Files.createDirectories(tmp.resolve("999-dead/draft-1/fs"));
        Files.createFile(tmp.resolve("999-dead.lock"));
        try (SnapshotStore live = SnapshotStore.open(directory.resolve("store"));
                SnapshotDraft draft = live.begin();
                SnapshotStore next = SnapshotStore.open(directory.resolve("store"))) {
            assertThat(tmp.resolve("999-dead")).doesNotExist();
            assertThat(tmp.resolve("999-dead.lock")).doesNotExist();
            assertThat(draft.root()).isDirectory();
            assertThat(next.hasSession(live.session())).isTrue();
        }
        try (Stream<Path> left = Files.list(tmp)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("sweep");
        }
    }

    @Test
    void aDraftOfAnotherLiveProcessIsKept() throws Exception {
        Path home = directory.resolve("store");
        Process other = JavaProcess.of(HoldDraft.class, home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = other.inputReader()) {
            Path root = Path.of(lines.readLine());
            try (SnapshotStore store = SnapshotStore.open(home)) {
                assertThat(root).isDirectory();
                other.destroyForcibly().waitFor();
                assertThat(root).isDirectory();
                try (SnapshotStore next = SnapshotStore.open(home)) {
                    assertThat(root).doesNotExist();
                    assertThat(next.hasSession(store.session())).isTrue();
                }
            }
        } finally {
            other.destroyForcibly();
        }
    }
}
