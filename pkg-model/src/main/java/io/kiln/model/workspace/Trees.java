package io.kiln.model.workspace;

import io.kiln.model.Platform;
import java.util.Set;
import java.util.function.Function;

/** The trees of a session: that of {@code --root}, whose name is empty, and those mounted beside it. */
public interface Trees {

    /** The names of the mounted trees. */
    Set<String> names();

    /**
     * One tree, as read for a platform.
     *
     * @param name one of {@link #names()}, or empty
     */
    Workspace tree(String name, Platform platform);

    /** One tree with nothing beside it. */
    static Trees of(Function<Platform, Workspace> root) {
        return new Trees() {
            @Override
            public Set<String> names() {
                return Set.of();
            }

            @Override
            public Workspace tree(String name, Platform platform) {
                return root.apply(platform);
            }
        };
    }
}
