package io.kiln.store;

/** Which extended attributes belong to a file's content, and are handed on with it. */
public final class KeptXattrs {

    private KeptXattrs() {}

    /** Whether an attribute of this full name is kept. */
    public static boolean keeps(String name) {
        return name.equals("security.capability") || (name.startsWith("user.") && !name.startsWith("user.overlay."));
    }

    /** Those by which a layer could pretend to be overlayfs itself. */
    static boolean isSuspicious(String name) {
        return name.startsWith("trusted.") || name.startsWith("user.overlay.");
    }
}
