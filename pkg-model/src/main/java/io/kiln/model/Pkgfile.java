package io.kiln.model;

import java.util.Map;

/**
 * The file at the root of a tree: variables for every template and labels for every image.
 *
 * @param baseImages {@code x-kiln.baseImages}: base variant to image reference
 * @param allowedKeys {@code x-kiln.allowPrivateKeys}: paths in images that may hold a private key, with the reason
 */
public record Pkgfile(
        Map<String, String> variables,
        Map<String, String> labels,
        Map<String, String> baseImages,
        Map<String, String> allowedKeys) {

    public static final Pkgfile EMPTY = new Pkgfile(Map.of(), Map.of(), Map.of(), Map.of());
}
