/** The command line: one class a command, which parses, calls one service, and prints. */
@NullMarked
package io.kiln.cli;

import org.jspecify.annotations.NullMarked;
