package io.kiln.cli;

import picocli.CommandLine.Command;

/** {@code kiln registry}. */
@Command(
        name = "registry",
        description = "The registry that comes with Kiln.",
        subcommands = RegistryServeCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class RegistryCommand {}
