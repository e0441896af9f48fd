package io.kiln.exec.runc;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs in a container, and how.
 *
 * @param id names the container and its control group
 * @param arguments the program and its arguments
 * @param extraMounts after those that every container has
 * @param ownNetwork whether the container has a network namespace of its own
 * @param networkPath a network namespace to join, by file
 */
record Container(
        String id,
        List<String> arguments,
        Map<String, String> environment,
        String workingDirectory,
        List<Mount> extraMounts,
        boolean ownNetwork,
        Optional<String> networkPath) {}
