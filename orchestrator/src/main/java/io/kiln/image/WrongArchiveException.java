package io.kiln.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that was given as the archive of a root file system and is none that can be used. */
public final class WrongArchiveException extends IOException {

    WrongArchiveException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
