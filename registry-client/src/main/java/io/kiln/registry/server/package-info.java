/** The embedded registry: the OCI distribution protocol on loopback, over an OCI layout's blobs on disk. */
@NullMarked
package io.kiln.registry.server;

import org.jspecify.annotations.NullMarked;
