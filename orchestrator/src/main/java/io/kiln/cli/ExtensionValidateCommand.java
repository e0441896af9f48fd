package io.kiln.cli;

import io.kiln.exec.BuildException;
import io.kiln.extension.Expectation;
import io.kiln.extension.ExtensionReport;
import io.kiln.extension.ExtensionSource;
import io.kiln.extension.ExtensionValidator;
import io.kiln.extension.UserTexts;
import io.kiln.image.ImageKind;
import io.kiln.image.ImageKinds;
import io.kiln.image.StoredImages;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.model.Platform;
import io.kiln.model.extension.TalosVersion;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.store.LayerFile;
import io.kiln.store.SnapshotLayerContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln extension validate}. */
@Command(
        name = "validate",
        description =
                "Hold system extensions against all the rules of a machine, and report all that is wrong at once.")
final class ExtensionValidateCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "REF|DIR",
            description = "An image, or a folder with manifest.yaml and rootfs as the image would have them.")
    List<String> extensions = new ArrayList<>();

    @Mixin
    TalosVersionOption talos = new TalosVersionOption();

    @Option(
            names = "--kernel",
            paramLabel = "REF",
            description = "The kernel's image; every module is proved against it.")
    @Nullable
    String kernel;

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Mixin
    RegistryAccess access = new RegistryAccess();

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException, BuildException, InterruptedException {
        Platform of = platform.platform();
        Optional<TalosVersion> version = talos.version();
        Map<String, Optional<ImageReference>> named = new LinkedHashMap<>();
        for (String extension : extensions) {
            named.put(
                    extension,
                    Files.isDirectory(Path.of(extension))
                            ? Optional.empty()
                            : Optional.of(UsageException.parsing("REF", () -> ImageReference.parse(extension))));
        }
        Optional<ImageReference> kernelName = Optional.ofNullable(kernel)
                .map(text -> UsageException.parsing("--kernel", () -> ImageReference.parse(text)));
        StoredImages images = images(named, kernelName);
        Optional<KernelImage> proof = kernelName.isPresent() ? kernel(kernelName.get(), of, images) : Optional.empty();
        ExtensionValidator validator = new ExtensionValidator(new Expectation(of, version, proof, UserTexts.NONE));
        List<ExtensionReport> reports = new ArrayList<>();
        for (Map.Entry<String, Optional<ImageReference>> extension : named.entrySet()) {
            reports.add(
                    extension.getValue().isPresent()
                            ? ofImage(extension.getKey(), extension.getValue().get(), of, images, validator)
                            : ofDirectory(extension.getKey(), validator));
        }
        System.out.print(json ? ExtensionReports.json(reports) : ExtensionReports.text(reports));
        return reports.stream().allMatch(ExtensionReport::isSound) ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private StoredImages images(Map<String, Optional<ImageReference>> named, Optional<ImageReference> kernelName)
            throws IOException {
        List<ImageReference> all = new ArrayList<>(
                named.values().stream().flatMap(Optional::stream).toList());
        kernelName.ifPresent(all::add);
        return new StoredImages(
                OciLayout.openOrCreate(store.home().create().layout()),
                access.registries(all.toArray(ImageReference[]::new)));
    }

    private static ExtensionReport ofDirectory(String name, ExtensionValidator validator)
            throws IOException, InterruptedException {
        Path directory = Path.of(name);
        return validator.validate(
                ExtensionSource.ofLayers(
                        name, List.of(SnapshotLayerContent.forImage(LayerFile.ofDirectory(directory)))),
                FileTree.ofDirectory(name, directory));
    }

    private static ExtensionReport ofImage(
            String name, ImageReference reference, Platform of, StoredImages images, ExtensionValidator validator)
            throws IOException, InterruptedException {
        Image image = images.get(reference, of);
        return validator.validateImage(name, image);
    }

    private static Optional<KernelImage> kernel(ImageReference reference, Platform of, StoredImages images)
            throws IOException, BuildException, InterruptedException {
        String name = reference.toString();
        Image found = images.get(reference, of);
        ImageKinds.require(ImageKind.KERNEL, "--kernel", name, found, kind -> Optional.empty());
        return KernelImage.find(FileTree.ofImage(name, found));
    }
}
