package io.kiln.oci.layer;

import java.io.IOException;

/** A tar archive, or a compressed stream around it, that is damaged, hostile, or of a kind that is not supported. */
public final class MalformedArchiveException extends IOException {

    private final String entry;

    private MalformedArchiveException(String entry, String message) {
        super(message);
        this.entry = entry;
    }

    static MalformedArchiveException of(String problem) {
        return new MalformedArchiveException("", "The archive cannot be read: " + problem + ".");
    }

    static MalformedArchiveException at(String entry, String problem) {
        return new MalformedArchiveException(
                entry, "The archive cannot be read: the entry '" + entry + "' " + problem + ".");
    }

    /** The path of the entry, or empty if the problem is not with one. */
    public String entry() {
        return entry;
    }
}
