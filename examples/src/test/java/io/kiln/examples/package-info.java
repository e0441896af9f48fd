/** End-to-end tests: the trees that a user copies, built, pushed, verified and booted for real. */
@NullMarked
package io.kiln.examples;

import org.jspecify.annotations.NullMarked;
