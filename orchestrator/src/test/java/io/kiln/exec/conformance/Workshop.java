package io.kiln.exec.conformance;

import io.kiln.exec.StageExecutor;
import io.kiln.exec.TinyRoot;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import io.kiln.store.Trees;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An empty store, an executor on it, and a small base with the programs that tell of files. */
record Workshop(Path home, SnapshotStore store, StageExecutor executor, SnapshotId base) implements Closeable {

    private static final List<String> PROGRAMS =
            List.of("/usr/bin/getfattr", "/usr/bin/setfattr", "/usr/sbin/setcap", "/usr/bin/perl");

    static Workshop open(ExecutorUnderTest underTest) throws Exception {
        Path home = Files.createTempDirectory("kiln-workshop");
        SnapshotStore store = SnapshotStore.open(home.resolve("store"));
        try (SnapshotDraft draft = store.begin()) {
            TinyRoot.fillWithBash(draft.root());
            for (String program : PROGRAMS) {
                TinyRoot.program(draft.root(), Path.of(program));
            }
            SnapshotId base = store.commit(draft, "tiny root with programs", false);
            return new Workshop(home, store, underTest.open(store), base);
        }
    }

    @Override
    public void close() throws IOException {
        executor.close();
        store.close();
        Trees.delete(home);
    }
}
