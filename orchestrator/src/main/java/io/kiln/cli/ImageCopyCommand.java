package io.kiln.cli;

import io.kiln.image.ImageSource;
import io.kiln.image.RegistryImages;
import io.kiln.oci.ImageReference;
import io.kiln.progress.TextProgress;
import io.kiln.registry.BlobOrigins;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kiln image copy}. */
@Command(
        name = "copy",
        description = "Copy an image from one registry or repository to another, byte for byte: its digest stays. "
                + "All its platforms go, unless --platform names one.")
final class ImageCopyCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "SOURCE", description = "host/repository[:tag][@digest].")
    String source = "";

    @Parameters(index = "1", paramLabel = "DESTINATION", description = "host/repository[:tag].")
    String destination = "";

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Mixin
    RegistryAccess access = new RegistryAccess();

    @Override
    public Integer call() throws IOException {
        ImageReference from = UsageException.parsing("SOURCE", () -> ImageReference.parse(source));
        ImageReference to = UsageException.parsing("DESTINATION", () -> ImageReference.parse(destination));
        RegistryImages registries = access.registries(from, to);
        ImageSource image = registries.source(from);
        if (platform.isGiven()) {
            image = platform.choose(source, image);
        }
        BlobOrigins origins =
                from.registry().equals(to.registry()) ? BlobOrigins.of(from.repository()) : BlobOrigins.none();
        System.out.println(registries
                .push(image, to, origins, new TextProgress(System.err, false))
                .reference());
        return ExitCodes.OK;
    }
}
