package io.kiln.cli;

import picocli.CommandLine.Command;

/** {@code kiln module}. */
@Command(
        name = "module",
        description = "Kernel modules.",
        subcommands = ModuleVerifyCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class ModuleCommand {}
