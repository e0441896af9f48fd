/** Finds registry credentials where Docker's tools keep them, and makes Kiln's own image, through jib-core, which is used nowhere else. */
@NullMarked
package io.kiln.registry.jib;

import org.jspecify.annotations.NullMarked;
