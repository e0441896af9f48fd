package io.kiln.oci.layer;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How entries are normalised when a layer is written. <em>Exchange</em>, between stages and machines: as they are.
 * <em>Image</em>, for what is published: owner 0:0, one time, every directory present, no hard links, only portable
 * extended attributes, and no private keys. Immutable.
 *
 * @param imageTime the time of every entry, present for the image profile only
 * @param mayHoldKeys the paths in which a private key is meant to be
 * @param warnings takes a sentence for each thing of the content that is left out
 */
public record LayerProfile(Optional<Instant> imageTime, Predicate<String> mayHoldKeys, Consumer<String> warnings) {

    public static LayerProfile exchange() {
        return new LayerProfile(Optional.empty(), path -> true, warning -> {});
    }

    /** The profile for images, with SOURCE_DATE_EPOCH as the time; no file may hold a private key. */
    public static LayerProfile image(Instant sourceDateEpoch) {
        return new LayerProfile(Optional.of(sourceDateEpoch), path -> false, warning -> {});
    }

    /** Lets files of these paths hold private keys, for example a set's {@code contains}. */
    public LayerProfile allowingKeysIn(Predicate<String> paths) {
        return new LayerProfile(imageTime, paths, warnings);
    }

    public LayerProfile warningTo(Consumer<String> listener) {
        return new LayerProfile(imageTime, mayHoldKeys, listener);
    }
}
