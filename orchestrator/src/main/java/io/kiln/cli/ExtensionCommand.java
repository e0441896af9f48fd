package io.kiln.cli;

import picocli.CommandLine.Command;

/** {@code kiln extension}. */
@Command(
        name = "extension",
        description = "System extensions.",
        subcommands = ExtensionValidateCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class ExtensionCommand {}
