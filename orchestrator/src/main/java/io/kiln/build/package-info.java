/** Runs a build: walks the graph, asks the store, runs what is missing, and hands the results on. */
@NullMarked
package io.kiln.build;

import org.jspecify.annotations.NullMarked;
