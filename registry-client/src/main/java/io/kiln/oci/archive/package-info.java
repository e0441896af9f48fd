/** Images in single files: docker-archive, as {@code docker load} takes it, and oci-archive. */
@NullMarked
package io.kiln.oci.archive;

import org.jspecify.annotations.NullMarked;
