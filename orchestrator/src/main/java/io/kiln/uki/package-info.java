/** Reads unified kernel images, which are what a machine boots in one file, and the initramfs archives in them. */
@NullMarked
package io.kiln.uki;

import org.jspecify.annotations.NullMarked;
