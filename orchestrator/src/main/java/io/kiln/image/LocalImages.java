package io.kiln.image;

import io.kiln.model.Platform;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageReference;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** The images of the store that have a name: imported bases, and what was built for a push or an export. Thread-safe. */
public final class LocalImages {

    private final OciLayout layout;

    public LocalImages(OciLayout layout) {
        this.layout = layout;
    }

    /** The image of this name for this platform, if the store has it. */
    public Optional<Image> find(ImageReference reference, Platform platform) throws IOException {
        Optional<Descriptor> named = layout.find(name(reference));
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Descriptor manifest = named.get();
        if (MediaTypes.isIndex(manifest.mediaType())) {
            ImageIndex index = layout.readIndex(manifest);
            Optional<Descriptor> child = index.forPlatform(platform.toString());
            if (child.isEmpty()) {
                return Optional.empty();
            }
            manifest = child.get();
        }
        try {
            return Optional.of(layout.image(manifest));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Gives a stored manifest or index this name. */
    public void name(ImageReference reference, Descriptor manifest) throws IOException {
        layout.setRef(name(reference), manifest);
    }

    private static String name(ImageReference reference) {
        return reference.registry() + "/" + reference.repository() + ":" + reference.selector();
    }
}
