package io.kiln.cli;

import io.kiln.exec.BuildException;
import io.kiln.image.LocalImages;
import io.kiln.image.RegistryImages;
import io.kiln.image.RootfsImport;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.SessionProof;
import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layer.PrivateKeyFoundException;
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
    public Integer call() throws IOException, BuildException, InterruptedException {
        List<ImageReference> names = references.stream()
                .map(text -> UsageException.parsing("REF", () -> ImageReference.parse(text)))
                .toList();
        Platform of = platform.platform();
        if (!Files.isRegularFile(tar)) {
            throw new UsageException(
                    Files.isDirectory(tar) ? tar + " is a folder, not the tar of one" : "there is no file " + tar);
        }
        OciLayout layout = OciLayout.openOrCreate(store.home().create().layout());
        RootfsImport rootfs = new RootfsImport(layout);
        Image image = push ? forOthers(rootfs, of) : rootfs.forStore(tar, of);
        BuildEvents events = new TextProgress(System.err, false);
        RegistryImages registries = new RegistryImages();
        for (ImageReference name : names) {
            if (push) {
                registries.push(image, name, events);
            }
            new LocalImages(layout).name(name, image);
            System.out.println(name.withDigest(image.manifest().digest()));
        }
        return ExitCodes.OK;
    }

    /** What is pushed must hold no private key, and no module without the kernel that trusts it. */
    private Image forOthers(RootfsImport rootfs, Platform of) throws IOException, BuildException, InterruptedException {
        try {
            Image image = rootfs.forRegistry(tar, of);
            new SessionProof().require(List.of(FileTree.ofImage(tar.toString(), image)), BuildEvents.NONE);
            return image;
        } catch (PrivateKeyFoundException e) {
            throw new BuildException(
                    1,
                    tar + " holds a private key: /" + e.path() + " (" + e.kind() + "), so it is not pushed. "
                            + "Make the archive without it.",
                    e);
        }
    }
}
