package io.kiln.machine;

import java.util.Set;

/**
 * A module that a machine will have.
 *
 * @param name as its file is called, without {@code .ko}
 * @param source what brings it, in words
 * @param builtIn whether it is part of the kernel
 * @param parameters names; read only of modules that were asked for
 */
public record KnownModule(String name, String source, boolean builtIn, Set<String> parameters) {

    public KnownModule {
        parameters = Set.copyOf(parameters);
    }
}
