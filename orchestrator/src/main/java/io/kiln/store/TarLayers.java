package io.kiln.store;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The indexes of archives that were read last, as many as may stay in memory. Thread-safe. */
final class TarLayers {

    /** About 40 MB. */
    private static final int MOST_FILES = 200_000;

    private final Map<SnapshotId, TarLayer> recent = new LinkedHashMap<>(16, 0.75f, true);
    private int files;

    /** Reads the archive of a snapshot, unless its index is still known. */
    TarLayer of(SnapshotFolder snapshot) throws IOException {
        synchronized (recent) {
            TarLayer known = recent.get(snapshot.id());
            if (known != null) {
                return known;
            }
        }
        TarLayer read = TarLayer.of(snapshot.tar().orElseThrow(snapshot::gone).file());
        synchronized (recent) {
            forget(snapshot.id());
            recent.put(snapshot.id(), read);
            files += read.files();
            Iterator<TarLayer> oldest = recent.values().iterator();
            while (files > MOST_FILES && recent.size() > 1) {
                files -= oldest.next().files();
                oldest.remove();
            }
        }
        return read;
    }

    void forget(SnapshotId id) {
        synchronized (recent) {
            TarLayer gone = recent.remove(id);
            files -= gone == null ? 0 : gone.files();
        }
    }
}
