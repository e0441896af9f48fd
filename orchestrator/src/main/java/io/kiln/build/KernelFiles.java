package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.kmod.KernelImage;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the kernel in the layers of a result: in a kernel image at {@code /boot/vmlinuz}, in a built kernel tree where
 * kbuild leaves it below {@code /src}. Links are followed inside the result, as the machine would.
 */
final class KernelFiles {

    private static final Place IMAGE = new Place("/boot/vmlinuz", "/boot/System.map");

    private static final List<Place> PLACES = List.of(
            IMAGE,
            new Place("/src/arch/x86/boot/bzImage", "/src/System.map"),
            new Place("/src/arch/arm64/boot/Image.gz", "/src/System.map"),
            new Place("/src/arch/arm64/boot/Image", "/src/System.map"),
            new Place("/src/vmlinux", "/src/System.map"));

    private record Place(String kernel, String systemMap) {}

    private KernelFiles() {}

    /** Whether the result is a kernel image. */
    static boolean isKernelImage(MergedTree result) throws IOException {
        return file(result, IMAGE.kernel()).isPresent();
    }

    /** Whether the result has a kernel anywhere that {@link #read} looks. */
    static boolean hasKernel(MergedTree result) throws IOException {
        for (Place place : PLACES) {
            if (file(result, place.kernel()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    static KernelImage read(String name, MergedTree result) throws BuildException, IOException {
        for (Place place : PLACES) {
            Optional<MergedNode> kernel = file(result, place.kernel());
            if (kernel.isEmpty()) {
                continue;
            }
            Optional<MergedNode> map = file(result, place.systemMap());
            try (InputStream vmlinuz = kernel.get().open();
                    InputStream symbols = map.isPresent() ? map.get().open() : InputStream.nullInputStream()) {
                return KernelImage.read(name, vmlinuz, map.map(ignored -> symbols));
            }
        }
        throw new BuildException(1, name + " holds no kernel");
    }

    private static Optional<MergedNode> file(MergedTree result, String path) throws IOException {
        return result.resolve(Path.of(path)).filter(node -> node.stat().isRegular());
    }
}
