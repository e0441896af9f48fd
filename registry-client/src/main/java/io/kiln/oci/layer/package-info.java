/** Layers: byte-true tar reading and writing, normalising, compression, and the search for private keys. */
@NullMarked
package io.kiln.oci.layer;

import org.jspecify.annotations.NullMarked;
