package io.kiln.store;

import io.kiln.oci.layout.OciLayout;
import java.io.Closeable;
import java.io.IOException;

/** The parts of one store, opened together. The owner closes it, which removes what was begun and not finished. */
public record Stores(KilnHome home, Actions actions, KeyLocks locks, SnapshotStore snapshots, OciLayout layout)
        implements Closeable {

    /** Opens the store, made if it is not there. */
    public static Stores open(KilnHome home) throws IOException {
        return open(home, Forms.BY_HOST);
    }

    /** Opens the store, made if it is not there, with snapshots of these forms. */
    public static Stores open(KilnHome home, Forms forms) throws IOException {
        home.create();
        return new Stores(
                home,
                new Actions(home),
                new KeyLocks(home),
                SnapshotStore.open(home.root(), forms),
                OciLayout.openOrCreate(home.layout()));
    }

    @Override
    public void close() throws IOException {
        snapshots.close();
    }
}
