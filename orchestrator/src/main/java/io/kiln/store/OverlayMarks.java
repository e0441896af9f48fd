package io.kiln.store;

import io.kiln.linux.Linux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The two marks by which a directory in overlayfs form says that something below it is gone. */
public final class OverlayMarks {

    private static final String OPAQUE = "trusted.overlay.opaque";

    private OverlayMarks() {}

    /** Whether a directory hides all that lower layers have under its name. */
    public static boolean isOpaque(Path directory) throws IOException {
        return Linux.isHere() && Linux.hasXattr(directory, OPAQUE, 'y');
    }

    public static void makeOpaque(Path directory) throws IOException {
        Linux.setXattr(directory, OPAQUE, "y".getBytes(StandardCharsets.US_ASCII));
    }

    /** Makes the mark for a removed name: a character device 0/0. */
    public static void makeWhiteout(Path path) throws IOException {
        Linux.mknod(path, 0020000, 0, 0);
    }
}
