package io.kiln.cli;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageGate;
import io.kiln.image.ImageSource;
import io.kiln.image.LocalImages;
import io.kiln.image.RegistryImages;
import io.kiln.oci.Image;
import io.kiln.oci.layout.OciLayout;
import io.kiln.progress.TextProgress;
import io.kiln.registry.BlobOrigins;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kiln image copy}. */
@Command(
        name = "copy",
        description = "Copy an image between registries, repositories and the store, byte for byte: its digest stays. "
                + "All its platforms go, unless --platform names one.")
final class ImageCopyCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "[store:]host/repository[:tag][@digest]; with store: what was imported under that name.")
    String source = "";

    @Parameters(
            index = "1",
            paramLabel = "DESTINATION",
            description = "[store:]host/repository[:tag]; with store: builds find it there without a registry.")
    String destination = "";

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Mixin
    RegistryAccess access = new RegistryAccess();

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException, BuildException, InterruptedException {
        ImagePlace from = ImagePlace.parse("SOURCE", source);
        ImagePlace to = ImagePlace.parse("DESTINATION", destination);
        RegistryImages registries = access.registries(from.reference(), to.reference());
        ImageSource image = from.inStore() ? stored(from) : registries.source(from.reference());
        if (platform.isGiven()) {
            image = platform.choose(source, image);
        }
        if (to.inStore()) {
            local().bringIn(to.reference(), image);
            System.out.println(to.reference().withDigest(image.document().digest()));
            return ExitCodes.OK;
        }
        if (from.inStore()) {
            check(from, image);
        }
        boolean sameRegistry = !from.inStore()
                && from.reference().registry().equals(to.reference().registry());
        BlobOrigins origins = sameRegistry ? BlobOrigins.of(from.reference().repository()) : BlobOrigins.none();
        System.out.println(registries
                .push(image, to.reference(), origins, new TextProgress(System.err, false))
                .reference());
        return ExitCodes.OK;
    }

    private ImageSource stored(ImagePlace from) throws IOException {
        return local().source(from.reference())
                .orElseThrow(() -> new UsageException(
                        "the store has no image " + from.reference() + "; 'kiln image import' brings one in"));
    }

    private LocalImages local() throws IOException {
        return new LocalImages(OciLayout.openOrCreate(store.home().create().layout()));
    }

    /** What lies in the store was for this machine alone. */
    private static void check(ImagePlace from, ImageSource source)
            throws IOException, BuildException, InterruptedException {
        ImageGate gate = new ImageGate(List.of());
        for (Image image : source.images()) {
            gate.check(from.toString(), image);
        }
    }
}
