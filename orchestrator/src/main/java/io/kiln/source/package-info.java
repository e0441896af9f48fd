/** Fetches the sources of packages and keeps them by checksum, once both of their sums were verified. */
@NullMarked
package io.kiln.source;

import org.jspecify.annotations.NullMarked;
