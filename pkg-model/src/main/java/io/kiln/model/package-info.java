/** The records that a tree of package files becomes: Pkgfile, packages, steps, sources and dependencies. */
@NullMarked
package io.kiln.model;

import org.jspecify.annotations.NullMarked;
