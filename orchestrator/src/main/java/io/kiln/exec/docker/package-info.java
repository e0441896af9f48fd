/** Runs stages in the containers of a Docker Engine: where the engine is, the connection to it, and its failures. */
@NullMarked
package io.kiln.exec.docker;

import org.jspecify.annotations.NullMarked;
