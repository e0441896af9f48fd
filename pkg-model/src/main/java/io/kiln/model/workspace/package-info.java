/** A tree of package files on disk, read for one platform: its packages, variables and rendered files. */
@NullMarked
package io.kiln.model.workspace;

import org.jspecify.annotations.NullMarked;
