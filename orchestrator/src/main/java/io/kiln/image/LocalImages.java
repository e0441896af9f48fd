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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The images of the store that have a name, which are those that were imported. Thread-safe. */
public final class LocalImages {

    private final OciLayout layout;

    public LocalImages(OciLayout layout) {
        this.layout = layout;
    }

    /** The image of this name for this platform, if the store has it. */
    public Optional<Image> find(ImageReference reference, Platform platform) throws IOException {
        Optional<Descriptor> named = layout.find(name(reference));
        if (named.isEmpty() && reference.tag().isPresent() && reference.digest().isPresent()) {
            // One that was imported has a tag here; with the digest beside it, it must be that very one.
            named = layout.find(name(reference.withTag(reference.tag().get())))
                    .filter(tagged -> tagged.digest().equals(reference.digest().get()));
        }
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
            Image image = layout.image(manifest);
            return image.config().platform().equals(platform.toString()) ? Optional.of(image) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What the store has under this name, an index as a whole. */
    public Optional<ImageSource> source(ImageReference reference) throws IOException {
        Optional<Descriptor> named = layout.find(name(reference));
        return named.isPresent() ? Optional.of(ImageSource.of(named.get(), layout)) : Optional.empty();
    }

    /** Brings an image into the store, or all images of an index, under this name. */
    public void bringIn(ImageReference reference, ImageSource source) throws IOException {
        for (Image image : source.images()) {
            name(reference, layout.image(layout.write(image)));
        }
    }

    /** Gives a stored image this name, beside those that have it for other platforms. */
    public void name(ImageReference reference, Image image) throws IOException {
        String name = name(reference);
        String platform = image.config().platform();
        Map<String, Descriptor> byPlatform = new TreeMap<>();
        Optional<Descriptor> named = layout.find(name);
        if (named.isPresent()) {
            byPlatform.putAll(platforms(named.get()));
        }
        byPlatform.put(platform, PlatformIndex.describe(image));
        if (byPlatform.size() == 1) {
            layout.setRef(name, image.descriptor());
            return;
        }
        layout.setRef(name, layout.put(PlatformIndex.of(byPlatform.values()).raw()));
    }

    private Map<String, Descriptor> platforms(Descriptor named) throws IOException {
        Map<String, Descriptor> byPlatform = new TreeMap<>();
        if (MediaTypes.isIndex(named.mediaType())) {
            for (Descriptor child : layout.readIndex(named).manifests()) {
                child.platform().ifPresent(of -> byPlatform.put(of, child));
            }
        } else {
            Image only = layout.image(named);
            byPlatform.put(only.config().platform(), PlatformIndex.describe(only));
        }
        return byPlatform;
    }

    private static String name(ImageReference reference) {
        return reference.registry() + "/" + reference.repository() + ":" + reference.selector();
    }
}
