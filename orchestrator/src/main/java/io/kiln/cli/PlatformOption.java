package io.kiln.cli;

import io.kiln.model.Platform;
import picocli.CommandLine.Option;

/** {@code --platform}, for commands that look at one image. */
final class PlatformOption {

    @Option(names = "--platform", paramLabel = "P", description = "os/arch[/variant] (default: this machine's).")
    String platform = "";

    Platform platform() {
        return platform.isEmpty()
                ? Platform.host()
                : UsageException.parsing("--platform", () -> Platform.parse(platform));
    }
}
