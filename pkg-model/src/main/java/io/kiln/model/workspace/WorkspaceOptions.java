package io.kiln.model.workspace;

import io.kiln.model.Platform;
import java.util.Map;

/**
 * What a tree is read for.
 *
 * @param buildArgs the arguments of the build, seen by templates as {@code BUILD_ARG_<NAME>}
 * @param environment where {@code ${NAME}} in an image reference is looked up after the build arguments
 * @param strict whether what is otherwise a warning is an error
 * @param shownBelow what the paths of the tree begin with when they are shown; empty for paths relative to its root
 */
public record WorkspaceOptions(
        Platform platform,
        Map<String, String> buildArgs,
        Map<String, String> environment,
        boolean strict,
        String shownBelow) {

    public WorkspaceOptions {
        buildArgs = Map.copyOf(buildArgs);
        environment = Map.copyOf(environment);
    }

    /** With paths shown relative to the root of the tree. */
    public WorkspaceOptions(
            Platform platform, Map<String, String> buildArgs, Map<String, String> environment, boolean strict) {
        this(platform, buildArgs, environment, strict, "");
    }

    /** With no environment at all. */
    public WorkspaceOptions(Platform platform, Map<String, String> buildArgs, boolean strict) {
        this(platform, buildArgs, Map.of(), strict);
    }

    public WorkspaceOptions withEnvironment(Map<String, String> variables) {
        return new WorkspaceOptions(platform, buildArgs, variables, strict, shownBelow);
    }

    public WorkspaceOptions withPlatform(Platform other) {
        return new WorkspaceOptions(other, buildArgs, environment, strict, shownBelow);
    }

    public WorkspaceOptions withShownBelow(String directory) {
        return new WorkspaceOptions(platform, buildArgs, environment, strict, directory);
    }

    /** A path of the tree as the user is shown it. */
    String shown(String path) {
        return shownBelow.isEmpty() || path.isEmpty() ? shownBelow + path : shownBelow + "/" + path;
    }
}
