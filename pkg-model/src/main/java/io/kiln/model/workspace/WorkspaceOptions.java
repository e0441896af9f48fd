package io.kiln.model.workspace;

import io.kiln.model.Platform;
import java.util.Map;

/**
 * What a tree is read for.
 *
 * @param buildArgs the arguments of the build, seen by templates and steps as {@code BUILD_ARG_<NAME>}
 * @param environment where {@code ${NAME}} in an image reference is looked up after the build arguments
 * @param strict whether what is otherwise a warning is an error
 */
public record WorkspaceOptions(
        Platform platform, Map<String, String> buildArgs, Map<String, String> environment, boolean strict) {

    public WorkspaceOptions {
        buildArgs = Map.copyOf(buildArgs);
        environment = Map.copyOf(environment);
    }

    /** With no environment at all. */
    public WorkspaceOptions(Platform platform, Map<String, String> buildArgs, boolean strict) {
        this(platform, buildArgs, Map.of(), strict);
    }

    public WorkspaceOptions withEnvironment(Map<String, String> variables) {
        return new WorkspaceOptions(platform, buildArgs, variables, strict);
    }

    public WorkspaceOptions withPlatform(Platform other) {
        return new WorkspaceOptions(other, buildArgs, environment, strict);
    }
}
