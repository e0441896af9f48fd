package io.kiln.image;

import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.KmodFormatException;
import io.kiln.uki.UkiFile;
import io.kiln.uki.UkiFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the kernel that an image has inside, alone or in a unified kernel image. */
final class KernelInside {

    private static final String UNIFIED = ".efi";

    private KernelInside() {}

    /** The kernel at this path, or nothing if it is none that Kiln can read: then the image does not say which it has. */
    static Optional<KernelImage> read(FileTree tree, String path) throws IOException, InterruptedException {
        try {
            return path.endsWith(UNIFIED)
                    ? unified(tree, path)
                    : KernelImage.find(tree, path, path.substring(0, path.lastIndexOf('/') + 1) + "System.map");
        } catch (KmodFormatException | UkiFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<KernelImage> unified(FileTree tree, String path) throws IOException, InterruptedException {
        List<KernelImage> found = new ArrayList<>();
        tree.read(Set.of(path), (file, content) -> {
            InputStream linux = UkiFile.section(content, UkiFile.LINUX); // closed by the tree with the content
            found.add(KernelImage.read(tree.name(), linux, Optional.empty()));
        });
        return found.stream().findFirst();
    }
}
