package io.kiln.cli;

import io.kiln.image.ImageSource;
import io.kiln.model.Platform;
import io.kiln.oci.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    boolean isGiven() {
        return !platform.isEmpty();
    }

    /** The one image of this platform out of those that a name leads to. */
    ImageSource choose(String name, ImageSource images) throws IOException {
        Platform wanted = platform();
        Optional<ImageSource> only = images.only(wanted);
        if (only.isEmpty()) {
            List<String> there = new ArrayList<>();
            for (Image image : images.images()) {
                there.add(image.config().platform());
            }
            throw new UsageException(name + " has no image for " + wanted + "; it has " + String.join(", ", there));
        }
        return only.get();
    }
}
