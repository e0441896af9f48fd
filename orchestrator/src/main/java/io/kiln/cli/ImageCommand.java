package io.kiln.cli;

import picocli.CommandLine.Command;

/** {@code kiln image}. */
@Command(
        name = "image",
        description = "Bring images in, look at them, and hand them on.",
        subcommands = {
            ImageImportCommand.class,
            ImageInspectCommand.class,
            ImagePushCommand.class,
            ImageCopyCommand.class,
            ImageExportCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class ImageCommand {}
