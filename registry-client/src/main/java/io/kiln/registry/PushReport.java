package io.kiln.registry;

import io.kiln.oci.ImageReference;

/**
 * What a push did.
 *
 * @param reference what was pushed, with its digest
 * @param bytesSent bytes of blobs that were sent
 * @param bytesReused bytes of blobs that were there or were mounted
 */
public record PushReport(ImageReference reference, long bytesSent, long bytesReused) {}
