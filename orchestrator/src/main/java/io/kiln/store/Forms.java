package io.kiln.store;

/** The forms that snapshots of a store may have. */
public enum Forms {
    /** Directories wherever the host can hold them, archives where somebody needs them or nothing else is possible. */
    BY_HOST,
    /** Archives only. */
    TAR_ONLY
}
