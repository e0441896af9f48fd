package io.kiln.oci.layer;

import java.io.IOException;

/** An entry of an archive that would reach outside the directory it is meant for, or that cannot stand in a layer. */
public final class UnsafeEntryException extends IOException {

    private final String entry;

    UnsafeEntryException(String entry, String problem) {
        super("The entry '" + entry.replace('\0', '\u2400') + "' is refused: " + problem + ".");
        this.entry = entry;
    }

    /** The path of the entry as the archive gives it. */
    public String entry() {
        return entry;
    }
}
