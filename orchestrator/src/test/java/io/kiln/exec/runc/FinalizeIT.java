package io.kiln.exec.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinalizeIT {

    @TempDir
    Path directory;

    private final MemoryInstructionCache cache = new MemoryInstructionCache();
    private SnapshotStore store;
    private RuncExecutor executor;
    private SnapshotId base;

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
    void aSocketIsLeftOutWithAWarning() throws Exception {
        SnapshotId withSocket;
        try (SnapshotDraft draft = store.begin()) {
            Path run = Files.createDirectory(draft.root().resolve("sockets"));
            Linux.mknod(run.resolve("agent"), 0140600, 0, 0);
            Files.writeString(run.resolve("file"), "text");
            withSocket = store.commit(draft, "with a socket", false);
        }
        List<BuildEvent> events = new ArrayList<>();

        StageResult result = executor.execute(
                new Stages(cache, directory.resolve("log"))
                        .input("base", withSocket)
                        .finalize("/sockets", "/")
                        .task(),
                events::add);

        Path output = store.directory(result.layers().get(0));
        assertThat(output.resolve("file")).hasContent("text");
        assertThat(output.resolve("agent")).doesNotExist();
        assertThat(events)
                .containsExactly(new BuildEvent.Warned(
                        "hello: /sockets/agent is left out of the result: a socket is nothing without its process"));
    }

    @Test
    void everyFileOfATreeOverFiveLayersIsTheSameInodeInTheOutput() throws Exception {
        List<String> scripts = List.of(
                "mkdir -p /out/a/deep /out/b /out/c; for i in $(seq 50); do echo $i > /out/a/deep/$i; done;"
                        + " echo 1 > /out/b/one; echo 1 > /out/c/one; echo old > /out/replaced; echo 1 > /out/deleted",
                "echo new > /out/replaced.tmp; mv /out/replaced.tmp /out/replaced; echo 2 > /out/b/two",
                "rm -r /out/c; mkdir /out/c; echo 3 > /out/c/three",
                "rm /out/deleted; rm /out/a/deep/7",
                "echo 5 > /out/a/five; ln /out/b/two /out/a/two-again; ln -s five /out/a/link");
        StageResult result = run(stage().build(scripts.toArray(String[]::new)).finalize("/out", "/usr/share/it"));

        List<Path> sources = new ArrayList<>(List.of(store.directory(base)));
        for (int i = 0; i < scripts.size(); i++) {
            sources.add(store.directory(cache.of(scripts.get(i))));
        }
        Path fourth = sources.get(3);
        assertThat(OverlayMarks.isOpaque(fourth.resolve("out/c"))).isTrue();
        Map<String, Long> wanted =
                inodes(MergedTree.of(sources).find(Path.of("/out")).orElseThrow(), Path.of("/out"));
        Path output = store.directory(result.layers().get(0));
        Map<String, Long> found = inodes(
                MergedTree.of(List.of(output)).find(Path.of("/usr/share/it")).orElseThrow(), Path.of("/usr/share/it"));

        assertThat(wanted)
                .hasSize(55)
                .containsKeys("replaced", "c/three", "a/two-again")
                .doesNotContainKeys("deleted", "c/one", "a/deep/7");
        assertThat(found).isEqualTo(wanted);
        assertThat(output.resolve("usr/share/it/replaced")).hasContent("new\n");
        assertThat(result.linked()).isEqualTo(55);
        assertThat(result.copied()).isZero();
    }

    /* Not a rule for all executors: the archives of a Docker Engine carry no such attributes. */
    @Test
    void userAttributesStay() throws Exception {
        SnapshotId noted;
        try (SnapshotDraft draft = store.begin()) {
            Path file = Files.writeString(
                    Files.createDirectory(draft.root().resolve("noted")).resolve("f"), "1");
            Linux.setXattr(file, "user.note", new byte[] {1, (byte) 0xff});
            noted = store.commit(draft, "test", false);
        }

        StageResult result = run(stage().input("noted", noted).build("true").finalize("/noted", "/"));

        assertThat(store.tree(result.layers()).find(Path.of("/f")).orElseThrow().xattrs())
                .containsEntry("user.note", new byte[] {1, (byte) 0xff});
    }

    @Test
    void filesOfOthersAreCopiedAndGivenToRoot() throws Exception {
        StageResult result = run(stage().build("mkdir /out; echo 1 > /out/mine; echo 2 > /out/theirs;"
                        + " mkdir /out/d; chown 7:8 /out/theirs /out/d; chmod 4755 /out/theirs")
                .finalize("/out", "/"));

        Path output = store.directory(result.layers().get(0));
        assertThat(result.linked()).isEqualTo(1);
        assertThat(result.copied()).isEqualTo(1);
        Stat theirs = Linux.lstat(output.resolve("theirs"));
        assertThat(theirs.isOwnedByRoot()).isTrue();
        assertThat(theirs.permissions()).isEqualTo(04755);
        assertThat(Linux.lstat(output.resolve("d")).isOwnedByRoot()).isTrue();
    }

    @Test
    void aFailedFinalizeLeavesNoOutput() throws Exception {
        assertThatThrownBy(() ->
                        run(stage().build("mkdir /out").finalize("/out", "/").finalize("/no", "/")))
                .isInstanceOf(BuildException.class);
        try (Stream<Path> snapshots = Files.list(store.home().resolve("snapshots"))) {
            assertThat(snapshots).hasSize(2);
        }
    }

    private Stages stage() {
        return new Stages(cache, directory.resolve("hello.log")).input("base", base);
    }

    private StageResult run(Stages stage) throws BuildException, InterruptedException {
        return executor.execute(stage.task(), BuildEvents.NONE);
    }

    private static Map<String, Long> inodes(MergedNode node, Path root) throws IOException {
        Map<String, Long> found = new TreeMap<>();
        for (MergedNode child : node.children()) {
            if (child.stat().isRegular()) {
                found.put(root.relativize(child.path()).toString(), child.stat().inode());
            }
            found.putAll(inodes(child, root));
        }
        return found;
    }
}
