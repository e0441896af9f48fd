/** The packages of a tree as a graph of stages: targets, runtime dependencies, order, cycles, and drawings of it. */
@NullMarked
package io.kiln.model.graph;

import org.jspecify.annotations.NullMarked;
