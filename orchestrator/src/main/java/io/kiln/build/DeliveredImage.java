package io.kiln.build;

import io.kiln.oci.Digest;
import io.kiln.oci.ImageReference;
import java.util.List;

/**
 * One image that left the session, or could.
 *
 * @param digest of the manifest, or of the index where there are several platforms
 */
public record DeliveredImage(
        String target, List<String> platforms, ImageReference reference, Digest digest, boolean pushed) {}
