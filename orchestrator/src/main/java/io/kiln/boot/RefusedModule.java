package io.kiln.boot;

import java.util.Optional;

/**
 * A module that the machine did not load.
 *
 * @param name as the kernel writes it; absent where the message names none
 * @param reason in words
 * @param message the line of the console that says so
 */
public record RefusedModule(Optional<String> name, String reason, String message) {

    RefusedModule named(String module) {
        return new RefusedModule(Optional.of(module), reason, message);
    }
}
