/** Proves that a kernel will load the modules that travel with it: images, signatures, vermagic, release directories. */
@NullMarked
package io.kiln.kmod;

import org.jspecify.annotations.NullMarked;
