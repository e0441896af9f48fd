/** Machine images: initramfs with extensions, unified kernel image, installer image, disk and ISO. */
@NullMarked
package io.kiln.imager;

import org.jspecify.annotations.NullMarked;
