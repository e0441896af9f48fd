package io.kiln.store;

import java.nio.file.Path;

/** A process that has a draft and waits to be killed. */
final class HoldDraft {

    private HoldDraft() {}

    public static void main(String[] arguments) throws Exception {
        SnapshotStore store = SnapshotStore.open(Path.of(arguments[0]));
        System.out.println(store.begin().root());
        Thread.sleep(60_000);
    }
}
