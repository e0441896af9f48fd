/** Machine configuration for kernel modules: writes it, and checks it against the modules that a machine will have. */
@NullMarked
package io.kiln.machine;

import org.jspecify.annotations.NullMarked;
