package io.kiln.cli;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageFile;
import io.kiln.image.ImageGate;
import io.kiln.image.ImageKind;
import io.kiln.image.ImageKinds;
import io.kiln.image.ImageSource;
import io.kiln.image.RegistryImages;
import io.kiln.image.StoredImages;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.progress.BuildEvents;
import io.kiln.progress.TextProgress;
import io.kiln.registry.BlobOrigins;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln image push}. */
@Command(name = "push", description = "Push the image of an archive (docker save, OCI) or an OCI layout to a registry.")
final class ImagePushCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A docker-archive or OCI archive, also compressed, or the folder of an OCI layout.")
    Path file = Path.of("");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "REF", description = "host/repository[:tag].")
    List<String> references = new ArrayList<>();

    @Option(names = "--image", paramLabel = "NAME", description = "Which one, where FILE holds several.")
    @Nullable
    String image;

    @Option(
            names = "--kernel",
            paramLabel = "REF",
            description = "The kernel's image that the modules in FILE are for; needed where there are any.")
    @Nullable
    String kernel;

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Mixin
    RegistryAccess access = new RegistryAccess();

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException, BuildException, InterruptedException {
        List<ImageReference> names = references.stream()
                .map(text -> UsageException.parsing("REF", () -> ImageReference.parse(text)))
                .toList();
        if (!Files.exists(file)) {
            throw new UsageException("there is no file " + file);
        }
        RegistryImages registries = access.registries(names.toArray(ImageReference[]::new));
        BuildEvents events = new TextProgress(System.err, false);
        try (Stores stores = Stores.open(store.home());
                SnapshotDraft temp = stores.snapshots().begin();
                ImageFile archive = ImageFile.open(file, temp.root())) {
            ImageSource source = archive.choose(Optional.ofNullable(image));
            ImageGate gate = new ImageGate(kernels(stores.layout(), registries));
            for (Image each : source.images()) {
                gate.check(file.toString(), each);
            }
            for (ImageReference name : names) {
                System.out.println(registries
                        .push(source, name, BlobOrigins.none(), events)
                        .reference());
            }
        }
        return ExitCodes.OK;
    }

    private List<KernelImage> kernels(OciLayout layout, RegistryImages registries)
            throws IOException, BuildException, InterruptedException {
        if (kernel == null) {
            return List.of();
        }
        String text = kernel;
        Platform of = platform.platform();
        ImageReference reference = UsageException.parsing("--kernel", () -> ImageReference.parse(text));
        Image found = new StoredImages(layout, registries).get(reference, of);
        ImageKinds.require(ImageKind.KERNEL, "--kernel", text, found, kind -> Optional.empty());
        return KernelImage.find(FileTree.ofImage(text, found)).stream().toList();
    }
}
