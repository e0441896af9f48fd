package io.kiln.model;

import java.util.Locale;

/** The phases of a step, in the order in which they run. */
public enum Phase {
    PREPARE,
    BUILD,
    INSTALL,
    TEST;

    /** The key of this phase in {@code pkg.yaml}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
