package io.kiln.cli;

import io.kiln.image.ImageKind;
import io.kiln.image.ImageKinds;
import io.kiln.image.StoredImages;
import io.kiln.image.WrongKindException;
import io.kiln.kmod.FileTree;
import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import io.kiln.store.KilnHome;
import java.io.IOException;

/** The files of images that a user names, of one platform and of the kind that each option wants. */
final class ImageTrees {

    private final OciLayout layout;
    private final RegistryAccess access;
    private final Platform platform;
    private final ImageKinds.Instead instead;

    /** @param instead the option for each kind of image that the command takes */
    ImageTrees(KilnHome home, RegistryAccess access, Platform platform, ImageKinds.Instead instead) throws IOException {
        this.layout = OciLayout.openOrCreate(home.layout());
        this.access = access;
        this.platform = platform;
        this.instead = instead;
    }

    /**
     * The files of an image of the store or of a registry.
     *
     * @param option that the reference was given with
     * @throws WrongKindException if it is of another kind
     */
    FileTree tree(String option, String text, ImageKind wanted)
            throws WrongKindException, IOException, InterruptedException {
        return FileTree.ofImage(text, image(option, text, wanted));
    }

    /** An image of the store or of a registry, as {@link #tree} finds it. */
    Image image(String option, String text, ImageKind wanted)
            throws WrongKindException, IOException, InterruptedException {
        ImageReference reference = UsageException.parsing(option, () -> ImageReference.parse(text));
        Image image = new StoredImages(layout, access.registries(reference)).get(reference, platform);
        ImageKinds.require(wanted, option, text, image, instead);
        return image;
    }
}
