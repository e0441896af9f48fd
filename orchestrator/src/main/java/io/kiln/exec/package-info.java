/** Runs the instructions of a stage in containers: the port, and what every executor shares. */
@NullMarked
package io.kiln.exec;

import org.jspecify.annotations.NullMarked;
