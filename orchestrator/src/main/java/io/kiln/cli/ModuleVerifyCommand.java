package io.kiln.cli;

import io.kiln.image.LocalImages;
import io.kiln.image.RegistryImages;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.ModuleFinding;
import io.kiln.kmod.ModuleProof;
import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.progress.BuildEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln module verify}. */
@Command(name = "verify", description = "Prove that a kernel will load every module of some images.")
final class ModuleVerifyCommand implements Callable<Integer> {

    @Option(names = "--kernel", paramLabel = "REF", required = true, description = "The kernel's image.")
    String kernel = "";

    @Parameters(arity = "1..*", paramLabel = "REF", description = "Images with modules.")
    List<String> images = new ArrayList<>();

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Platform of = platform.platform();
        OciLayout layout = OciLayout.openOrCreate(store.home().create().layout());
        RegistryImages registries = new RegistryImages();
        FileTree kernelTree = tree("--kernel", kernel, of, layout, registries);
        Optional<KernelImage> found = KernelImage.find(kernelTree);
        if (found.isEmpty()) {
            throw new UsageException(
                    "--kernel: " + kernel + " is not a kernel image: it has no /" + KernelImage.VMLINUZ);
        }
        ModuleProof proof = ModuleProof.against(found.get());
        System.out.println("kernel " + found.get().release() + " of " + kernel);
        int checked = 0;
        int failed = 0;
        for (String image : images) {
            for (ModuleFinding finding : proof.check(tree("REF", image, of, layout, registries), BuildEvents.NONE)) {
                System.out.println(finding.render());
                checked++;
                failed += finding.proved() ? 0 : 1;
            }
        }
        if (checked == 0) {
            throw new UsageException("there is no module in " + String.join(", ", images));
        }
        System.out.println(
                failed == 0
                        ? checked + " of " + checked + " modules fit the kernel"
                        : failed + " of " + checked + " modules would not be loaded");
        return failed == 0 ? ExitCodes.OK : ExitCodes.FAILED;
    }

    /** An image of a registry is pulled into the store first, since its layers are read more than once. */
    private static FileTree tree(String option, String text, Platform of, OciLayout layout, RegistryImages registries)
            throws IOException {
        ImageReference reference = UsageException.parsing(option, () -> ImageReference.parse(text));
        Optional<Image> stored = new LocalImages(layout).find(reference, of);
        return FileTree.ofImage(
                text, stored.isPresent() ? stored.get() : layout.image(layout.write(registries.find(reference, of))));
    }
}
