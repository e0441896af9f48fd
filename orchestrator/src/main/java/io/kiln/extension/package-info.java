/** The rules that a machine has for system extensions, applied to images, directories and stage results. */
@NullMarked
package io.kiln.extension;

import org.jspecify.annotations.NullMarked;
