/** The executor that needs no daemon: overlayfs mounts over snapshots, and runc. */
@NullMarked
package io.kiln.exec.runc;

import org.jspecify.annotations.NullMarked;
