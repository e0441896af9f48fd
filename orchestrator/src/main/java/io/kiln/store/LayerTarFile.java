package io.kiln.store;

import io.kiln.oci.Digest;
import java.nio.file.Path;

/**
 * A snapshot as an uncompressed tar in the exchange profile.
 *
 * @param file must not be changed
 * @param size in bytes
 * @param diffId the digest of the file, by which configurations of images name the layer
 */
public record LayerTarFile(Path file, long size, Digest diffId) {}
