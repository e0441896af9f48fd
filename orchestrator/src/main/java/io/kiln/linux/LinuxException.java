package io.kiln.linux;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A system call that failed; {@link #errno()} is the number that Linux gave. */
public final class LinuxException extends FileSystemException {

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int EMLINK = 31;
    public static final int ENODATA = 61;
    public static final int EOPNOTSUPP = 95;

    private final int errno;

    LinuxException(String call, Path path, @Nullable Path other, int errno) {
        super(path.toString(), other == null ? null : other.toString(), call + ": " + LibC.strerror(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
