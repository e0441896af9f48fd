package io.kiln.cli;

/** What {@code kiln} tells its caller. */
final class ExitCodes {

    static final int OK = 0;
    /** A build failed, or a verdict was not met. */
    static final int FAILED = 1;
    /** What the user wrote, or gave, is wrong. */
    static final int WRONG_INPUT = 2;
    /** The environment is lacking, or refuses. */
    static final int ENVIRONMENT = 3;

    static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
