package io.kiln.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code kiln} itself. */
@Command(
        name = "kiln",
        description =
                "Builds Linux kernels together with the modules that must fit them, and ships both as OCI images.",
        synopsisSubcommandLabel = "COMMAND")
final class KilnCommand {

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;
}
