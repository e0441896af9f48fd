/** Boots a kernel in a virtual machine and reads from its console what became of it. */
@NullMarked
package io.kiln.boot;

import org.jspecify.annotations.NullMarked;
