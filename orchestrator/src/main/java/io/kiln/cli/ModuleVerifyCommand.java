package io.kiln.cli;

import io.kiln.image.ImageKinds;
import io.kiln.image.RegistryImages;
import io.kiln.image.StoredImages;
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
        StoredImages stored =
                new StoredImages(OciLayout.openOrCreate(store.home().create().layout()), new RegistryImages());
        Image kernelImage = image("--kernel", kernel, of, stored);
        Optional<KernelImage> found = KernelImage.find(FileTree.ofImage(kernel, kernelImage));
        if (found.isEmpty()) {
            throw new UsageException("--kernel: " + kernel + " is "
                    + ImageKinds.of(kernel, kernelImage).kind().phrase()
                    + ", and a kernel image is wanted here: it has no /"
                    + KernelImage.VMLINUZ);
        }
        ModuleProof proof = ModuleProof.against(found.get());
        System.out.println("kernel " + found.get().release() + " of " + kernel);
        int checked = 0;
        int failed = 0;
        for (String image : images) {
            for (ModuleFinding finding :
                    proof.check(FileTree.ofImage(image, image("REF", image, of, stored)), BuildEvents.NONE)) {
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

    private static Image image(String option, String text, Platform of, StoredImages images) throws IOException {
        return images.get(UsageException.parsing(option, () -> ImageReference.parse(text)), of);
    }
}
