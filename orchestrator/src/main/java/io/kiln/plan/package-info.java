/** Which stages must run, and why: cache keys, the look-up of earlier results, and the tasks handed to an executor. */
@NullMarked
package io.kiln.plan;

import org.jspecify.annotations.NullMarked;
