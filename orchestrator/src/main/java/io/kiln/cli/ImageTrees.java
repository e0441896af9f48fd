package io.kiln.cli;

import io.kiln.image.LocalImages;
import io.kiln.image.RegistryImages;
import io.kiln.kmod.FileTree;
import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.store.KilnHome;
import java.io.IOException;
import java.util.Optional;

/** The files of images that a user names, of one platform. */
final class ImageTrees {

    private final OciLayout layout;
    private final RegistryImages registries = new RegistryImages();
    private final Platform platform;

    ImageTrees(KilnHome home, Platform platform) throws IOException {
        this.layout = OciLayout.openOrCreate(home.layout());
        this.platform = platform;
    }

    /**
     * The files of an image of the store or of a registry. That of a registry is pulled into the store first, since its layers
     * are read more than once.
     *
     * @param option that the reference was given with
     */
    FileTree tree(String option, String text) throws IOException {
        ImageReference reference = UsageException.parsing(option, () -> ImageReference.parse(text));
        Optional<Image> stored = new LocalImages(layout).find(reference, platform);
        Image image =
                stored.isPresent() ? stored.get() : layout.image(layout.write(registries.find(reference, platform)));
        return FileTree.ofImage(text, image);
    }
}
