/** The values that a template computes with, typed as in Go, and how they are printed, converted and passed to functions. */
@NullMarked
package io.kiln.model.template.value;

import org.jspecify.annotations.NullMarked;
