package io.kiln.model;

import java.util.List;
import java.util.Map;

/**
 * How a container of a package's image starts, and labels of that image alone. Packages have none of this by default.
 *
 * @param environment in the order of the file
 * @param workingDirectory empty for {@code /}
 */
public record ImageSettings(
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        String workingDirectory,
        Map<String, String> labels) {

    public static final ImageSettings NONE = new ImageSettings(List.of(), List.of(), Map.of(), "", Map.of());
}
