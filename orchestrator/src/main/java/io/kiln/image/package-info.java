/** Stage results to images and back: layers, labels, and the images that stages are built on. */
@NullMarked
package io.kiln.image;

import org.jspecify.annotations.NullMarked;
