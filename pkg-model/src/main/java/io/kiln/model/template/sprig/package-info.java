/** The functions of Sprig that depend on nothing but their arguments. */
@NullMarked
package io.kiln.model.template.sprig;

import org.jspecify.annotations.NullMarked;
