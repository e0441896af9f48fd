/** What Kiln keeps between builds: snapshots, actions, sources, blobs, logs, and the locks that guard them. */
@NullMarked
package io.kiln.store;

import org.jspecify.annotations.NullMarked;
