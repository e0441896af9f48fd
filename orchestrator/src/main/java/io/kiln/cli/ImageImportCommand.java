package io.kiln.cli;

import io.kiln.image.LocalImages;
import io.kiln.image.RegistryImages;
import io.kiln.image.RootfsImport;
import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.progress.BuildEvents;
import io.kiln.progress.TextProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln image import}. */
@Command(
        name = "import",
        description = "Make an image of one layer out of a root file system, in the store or in a registry.")
final class ImageImportCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "TAR", description = "A tar of the root, plain or compressed.")
    Path tar = Path.of("");

    @Parameters(index = "1", paramLabel = "REF", description = "What to call it.")
    String reference = "";

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Option(names = "--push", description = "Push it to the registry that REF names, too.")
    boolean push;

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException {
        ImageReference name = UsageException.parsing("REF", () -> ImageReference.parse(reference));
        Platform of = platform.platform();
        if (!Files.isRegularFile(tar)) {
            throw new UsageException("there is no file " + tar);
        }
        OciLayout layout = OciLayout.openOrCreate(store.home().create().layout());
        RootfsImport rootfs = new RootfsImport(layout);
        BuildEvents events = new TextProgress(System.err, false);
        if (push) {
            Image image = rootfs.forRegistry(tar, of);
            new RegistryImages().push(image, name, events);
            new LocalImages(layout).name(name, image.descriptor());
            System.out.println(name.withDigest(image.manifest().digest()));
        } else {
            Image image = rootfs.forStore(tar, of);
            new LocalImages(layout).name(name, image.descriptor());
            System.out.println(name.withDigest(image.manifest().digest()));
        }
        return ExitCodes.OK;
    }
}
