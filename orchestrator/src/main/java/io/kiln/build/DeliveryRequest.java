package io.kiln.build;

import io.kiln.oci.ImageReference;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is to be done with what was built.
 *
 * @param references what the image of a target is called
 * @param zstd whether layers are compressed with zstd instead of gzip
 * @param sourceDateEpoch the time of everything in an image, in seconds since 1970
 * @param metadataFile takes names and digests, as JSON
 */
public record DeliveryRequest(
        Function<BuiltTarget, ImageReference> references,
        boolean push,
        Optional<OutputSpec> output,
        Optional<Path> metadataFile,
        boolean zstd,
        long sourceDateEpoch) {}
