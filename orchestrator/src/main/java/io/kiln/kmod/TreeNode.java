package io.kiln.kmod;

import java.io.IOException;
import java.util.List;

/**
 * What a tree has at one path, links not followed.
 *
 * @param <K> a name as the tree writes it, so that a name of any bytes stays what it is
 */
interface TreeNode<K, N extends TreeNode<K, N>> {

    /** What it is. */
    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        SPECIAL,
        ABSENT
    }

    /** Where a link points, {@code text} as a message shows it. */
    record Target<K>(boolean absolute, List<K> names, String text) {}

    Kind kind();

    /** Asked of links only. */
    Target<K> target() throws IOException;

    /** Asked of directories only. */
    N child(K name) throws IOException;

    /** The node of a path at which nothing is. */
    N nothing();
}
