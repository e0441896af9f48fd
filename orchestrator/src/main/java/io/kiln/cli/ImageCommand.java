package io.kiln.cli;

import picocli.CommandLine.Command;

/** {@code kiln image}. */
@Command(
        name = "image",
        description = "Bring images in, and look at them.",
        subcommands = {ImageImportCommand.class, ImageInspectCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class ImageCommand {}
