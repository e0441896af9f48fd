package io.kiln.oci.layer;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.Deflater;

/** Keeps compressors for use again: each holds a quarter of a megabyte outside the heap. Thread-safe. */
final class DeflaterPool {

    private final ConcurrentLinkedQueue<Deflater> free = new ConcurrentLinkedQueue<>();
    private final int level;

    DeflaterPool(int level) {
        this.level = level;
    }

    Deflater take() {
        Deflater deflater = free.poll();
        return deflater == null ? new Deflater(level, true) : deflater;
    }

    void giveBack(Deflater deflater) {
        deflater.reset();
        free.add(deflater);
    }

    /** Gives the memory back; nobody may hold one any more. */
    void end() {
        Deflater deflater = free.poll();
        while (deflater != null) {
            deflater.end();
            deflater = free.poll();
        }
    }
}
