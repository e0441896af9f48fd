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
import java.util.ArrayList;
import java.util.List;
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

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "REF", description = "What to call it.")
    List<String> references = new ArrayList<>();

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Option(names = "--push", description = "Push it to the registry that REF names, too.")
    boolean push;

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException {
        List<ImageReference> names = references.stream()
                .map(text -> UsageException.parsing("REF", () -> ImageReference.parse(text)))
                .toList();
        Platform of = platform.platform();
        if (!Files.isRegularFile(tar)) {
            throw new UsageException("there is no file " + tar);
        }
        OciLayout layout = OciLayout.openOrCreate(store.home().create().layout());
        RootfsImport rootfs = new RootfsImport(layout);
        Image image = push ? rootfs.forRegistry(tar, of) : rootfs.forStore(tar, of);
        BuildEvents events = new TextProgress(System.err, false);
        RegistryImages registries = new RegistryImages();
        for (ImageReference name : names) {
            if (push) {
                registries.push(image, name, events);
            }
            new LocalImages(layout).name(name, image.descriptor());
            System.out.println(name.withDigest(image.manifest().digest()));
        }
        return ExitCodes.OK;
    }
}
