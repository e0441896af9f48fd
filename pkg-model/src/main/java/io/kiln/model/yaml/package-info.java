/** YAML as the user wrote it, with a position for every value, and the one form in which problems are reported. */
@NullMarked
package io.kiln.model.yaml;

import org.jspecify.annotations.NullMarked;
