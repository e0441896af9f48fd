package io.kiln.exec.runc;

import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.progress.BuildEvents;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that takes a tree of 90,000 files and 1.5 GB through flattening, moving and finalizing, and tells its peak. */
final class BigTree {

    private static final int LAYERS = 5;
    private static final int DIRECTORIES = 180;
    private static final int FILES = 100;
    private static final int BYTES = 17_000;

    private BigTree() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
                RuncExecutor executor = new RuncExecutor(store)) {
            List<SnapshotId> layers = new ArrayList<>();
            for (int i = 0; i < LAYERS; i++) {
                layers.add(layer(store, i));
            }
            SnapshotId[] all = layers.toArray(SnapshotId[]::new);
            StageResult result = executor.execute(
                    new Stages(new MemoryInstructionCache(), directory.resolve("log"))
                            .input("base", TinyRoot.withBash(store))
                            .input("flattened", all)
                            .input("moved", "/big", "/moved", all)
                            .finalize("/moved", "/")
                            .task(),
                    BuildEvents.NONE);
            System.out.println(result.linked() + " " + result.copied());
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                System.out.println(line.replaceAll("\\D", ""));
            }
        }
    }

    /* The files are sparse: it is their number and size that count here, not what the disk holds. Marked as having
    whiteouts, so that the input is flattened. */
    private static SnapshotId layer(SnapshotStore store, int number) throws IOException {
        try (SnapshotDraft draft = store.begin()) {
            for (int d = 0; d < DIRECTORIES; d++) {
                Path directory = Files.createDirectories(draft.root().resolve("big/" + number + "-" + d));
                for (int f = 0; f < FILES; f++) {
                    try (RandomAccessFile file =
                            new RandomAccessFile(directory.resolve("file" + f).toString(), "rw")) {
                        file.setLength(BYTES);
                    }
                }
            }
            return store.commit(draft, "big", true);
        }
    }
}
