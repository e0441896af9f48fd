/** The documents and identifiers of the OCI image specification, kept as raw bytes beside a typed view. */
@NullMarked
package io.kiln.oci;

import org.jspecify.annotations.NullMarked;
