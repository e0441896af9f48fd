package io.kiln.exec.docker;

import io.kiln.oci.Digest;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The labels by which Kiln knows its own things in an engine, whose they are, and whether who made them still runs.
 *
 * @param store stands for the store of this process, on this machine
 * @param session the process
 */
record EngineLabels(String store, String session) {

    /** Of a store; on everything that Kiln makes in an engine. */
    static final String STORE = "io.kiln.store";
    /** Of a process; on what has to be gone when it ends. */
    static final String SESSION = "io.kiln.session";

    private static final Path MACHINE = Path.of("/etc/machine-id");

    static EngineLabels of(SnapshotStore store) {
        String text = machine() + "\0" + store.home();
        return new EngineLabels(
                Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16), store.session());
    }

    /** Two machines may use one engine, each with a store in the same place. */
    private static String machine() {
        try {
            return Files.readString(MACHINE).strip();
        } catch (IOException e) {
            return String.valueOf(System.getenv("HOSTNAME"));
        }
    }

    /** For what stays. */
    Map<String, String> kept() {
        return Map.of(STORE, store);
    }

    /** For what goes with this process. */
    Map<String, String> passing() {
        return Map.of(STORE, store, SESSION, session);
    }
}
