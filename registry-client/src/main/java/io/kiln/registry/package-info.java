/** The client of the OCI distribution protocol: push, pull, tags and delete over our own transport on {@code java.net.http}. */
@NullMarked
package io.kiln.registry;

import org.jspecify.annotations.NullMarked;
