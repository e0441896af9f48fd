/** Reads squashfs file systems, which is how a machine's root and its extensions come, without help of the host. */
@NullMarked
package io.kiln.squashfs;

import org.jspecify.annotations.NullMarked;
