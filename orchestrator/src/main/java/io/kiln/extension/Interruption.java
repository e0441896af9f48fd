package io.kiln.extension;

import org.jspecify.annotations.Nullable;

/** Carries an interruption out of a visitor that may not throw it. */
final class Interruption {

    private @Nullable InterruptedException kept;

    void keep(InterruptedException e) {
        kept = e;
    }

    boolean came() {
        return kept != null;
    }

    void rethrow() throws InterruptedException {
        if (kept != null) {
            throw kept;
        }
    }
}
