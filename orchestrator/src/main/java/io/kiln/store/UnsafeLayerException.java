package io.kiln.store;

import java.io.IOException;

/** A layer that would write where it must not, or that cannot be told apart from one that does. */
public final class UnsafeLayerException extends IOException {

    private final String entry;

    UnsafeLayerException(String entry, String why) {
        super("layer entry '" + entry + "' is refused: " + why);
        this.entry = entry;
    }

    /** The path in the layer, as the archive has it. */
    public String entry() {
        return entry;
    }
}
