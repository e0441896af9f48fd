package io.kiln.exec;

import org.jspecify.annotations.Nullable;

/**
 * A build that cannot go on. The message is a sentence for the user; {@link #exitCode()} is 1 when the build failed,
 * 2 when the input is wrong, 3 when the environment is lacking.
 */
public class BuildException extends Exception {

    private final int exitCode;

    public BuildException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public BuildException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
