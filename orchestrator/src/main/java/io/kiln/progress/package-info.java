/** What happens during a build, as typed facts, and the renderers that turn them into text. */
@NullMarked
package io.kiln.progress;

import org.jspecify.annotations.NullMarked;
