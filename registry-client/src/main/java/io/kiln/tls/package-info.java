/** Whose certificates are believed: those that Java, the system, and Docker's folder for one registry name. */
@NullMarked
package io.kiln.tls;

import org.jspecify.annotations.NullMarked;
