package io.kiln.exec.runc;

import io.kiln.exec.FinalizePlan;
import io.kiln.exec.InputLayers;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageInput;
import io.kiln.exec.StageTask;
import io.kiln.exec.Stages;
import io.kiln.exec.TarRoot;
import io.kiln.oci.layer.LayerContent;
import io.kiln.oci.layer.TarEntry;
import io.kiln.store.Forms;
import io.kiln.store.LayerFile;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotLayerContent;
import io.kiln.store.SnapshotStore;
import io.kiln.store.TarDraft;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@link BigTree} does, with archives: prints the number of files and the peak of memory. */
final class BigArchives {

    private static final int LAYERS = 5;
    private static final int DIRECTORIES = 180;
    private static final int FILES = 100;

    private BigArchives() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (SnapshotStore store = SnapshotStore.open(directory.resolve("store"), Forms.TAR_ONLY);
                TarRoot root = new TarRoot(store, 100)) {
            List<SnapshotId> layers = new ArrayList<>();
            for (int i = 0; i < LAYERS; i++) {
                layers.add(layer(store, i));
            }
            SnapshotId[] all = layers.toArray(SnapshotId[]::new);
            StageTask task = new Stages(new MemoryInstructionCache(), directory.resolve("log"))
                    .input("low", layer(store, LAYERS))
                    .input("flattened", all)
                    .input("moved", "/big", "/moved", all)
                    .finalize("/moved", "/")
                    .task();
            InputLayers<SnapshotId> inputs = new InputLayers<>(root, store);
            for (StageInput input : task.inputs()) {
                inputs.add(input);
            }
            LayerFile result = FinalizePlan.of(task, root.tree()).get(0);
            try (TarDraft draft = store.beginTar()) {
                draft.write(SnapshotLayerContent.forExchange(result).ownedByRoot());
                System.out.println(files(store.layer(store.commit(draft, "result", false))));
            }
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                System.out.println(line.replaceAll("\\D", ""));
            }
        }
    }

    private static int files(LayerFile file) throws IOException {
        int count = file.isDirectory() ? 0 : 1;
        for (LayerFile child : file.children()) {
            count += files(child);
        }
        return count;
    }

    private static SnapshotId layer(SnapshotStore store, int number) throws IOException {
        byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
        try (TarDraft draft = store.beginTar()) {
            draft.write(visitor -> {
                visitor.entry(TarEntry.directory("", 0755), LayerContent.FileSource.NONE);
                visitor.entry(TarEntry.directory("big", 0755), LayerContent.FileSource.NONE);
                for (int d = 100; d < 100 + DIRECTORIES; d++) {
                    String directory = "big/" + number + "-" + d;
                    visitor.entry(TarEntry.directory(directory, 0755), LayerContent.FileSource.NONE);
                    for (int f = 100; f < 100 + FILES; f++) {
                        visitor.entry(
                                TarEntry.file(directory + "/file" + f, 0644, content.length),
                                () -> new ByteArrayInputStream(content));
                    }
                }
            });
            return store.commit(draft, "big", true);
        }
    }
}
