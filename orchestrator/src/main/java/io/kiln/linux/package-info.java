/** The system calls that Java lacks, for file systems on Linux; the only native code of Kiln. */
@NullMarked
package io.kiln.linux;

import org.jspecify.annotations.NullMarked;
