package io.kiln.cli;

import io.kiln.progress.BuildEvents;
import io.kiln.progress.JsonProgress;
import io.kiln.progress.TextProgress;
import picocli.CommandLine.Option;

/** {@code --progress}. */
final class ProgressOption {

    /** How progress is shown. */
    enum Style {
        AUTO,
        PLAIN,
        JSON
    }

    @Option(
            names = "--progress",
            paramLabel = "auto|plain|json",
            defaultValue = "auto",
            description = "auto: what happens, in a few lines; plain: the output of every instruction too; "
                    + "json: one object a line.")
    Style style = Style.AUTO;

    /** Progress goes to standard error, so that what a command prints as its result stands alone. */
    BuildEvents events() {
        return style == Style.JSON ? new JsonProgress(System.err) : new TextProgress(System.err, style == Style.PLAIN);
    }
}
