package io.kiln.store;

import io.kiln.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;

/** A process that makes the tar form of a snapshot and prints its digest. */
final class MakeForm {

    private MakeForm() {}

    static Process start(Path store, SnapshotId id) throws IOException {
        return JavaProcess.of(MakeForm.class, store.toString(), id.value())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] arguments) throws Exception {
        try (SnapshotStore store = SnapshotStore.open(Path.of(arguments[0]))) {
            System.out.println(store.tar(new SnapshotId(arguments[1])).diffId());
        }
    }
}
