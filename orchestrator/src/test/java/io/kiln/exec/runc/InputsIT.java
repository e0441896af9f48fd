package io.kiln.exec.runc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.exec.BuildException;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.linux.Linux;
import io.kiln.progress.BuildEvents;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
