/** The OCI image layout on disk: images and their blobs in a directory that several processes may share. */
@NullMarked
package io.kiln.oci.layout;

import org.jspecify.annotations.NullMarked;
