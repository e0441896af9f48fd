package io.kiln.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the log lines of libraries off the user's screen: what matters is said by Kiln itself. */
final class QuietLibraries {

    // Held, since the logging framework keeps its loggers weakly and would forget the level.
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger KILN = Logger.getLogger("io.kiln");

    private QuietLibraries() {}

    static void install() {
        ROOT.setLevel(Level.OFF);
        KILN.setLevel(Level.WARNING); // the registry says there what it does not tell its clients
    }
}
