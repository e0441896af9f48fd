/** The rules that a machine has for system extensions, as far as texts and paths go: manifest, versions, service specs. */
@NullMarked
package io.kiln.model.extension;

import org.jspecify.annotations.NullMarked;
