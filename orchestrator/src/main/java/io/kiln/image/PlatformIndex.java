package io.kiln.image;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Makes the index of the images of one name, so that it says what they are without any of them being fetched. */
public final class PlatformIndex {

    private PlatformIndex() {}

    /** The entry of an image: its platform, and what its labels say of it as annotations. */
    public static Descriptor describe(Image image) throws IOException {
        Descriptor manifest = image.descriptor();
        return new Descriptor(
                manifest.mediaType(),
                manifest.digest(),
                manifest.size(),
                ImageFacts.ofLabels(image.config().config().labels())
                        .map(ImageFacts::labels)
                        .orElse(Map.of()),
                Optional.of(image.config().platform()));
    }

    /** The index of entries, in their order, with those annotations that are the same in all. */
    public static ImageIndex of(Collection<Descriptor> entries) {
        ImageIndex.Builder index = ImageIndex.builder();
        entries.forEach(index::manifest);
        for (String name : new TreeSet<>(ImageFacts.NAMES)) {
            List<Optional<String>> values = new ArrayList<>();
            entries.forEach(
                    entry -> values.add(Optional.ofNullable(entry.annotations().get(name))));
            if (values.stream().distinct().count() == 1) {
                values.get(0).ifPresent(value -> index.annotation(name, value));
            }
        }
        return index.build();
    }
}
