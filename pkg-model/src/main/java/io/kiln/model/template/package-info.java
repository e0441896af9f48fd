/** Go's {@code text/template} language over the variables of a package tree, rendered with a map back to the source. */
@NullMarked
package io.kiln.model.template;

import org.jspecify.annotations.NullMarked;
