package io.kiln.registry;

import java.util.Set;

/**
 * A request in the words of the protocol.
 *
 * @param action what it does, for messages: "pushing manifest v1"
 * @param repository empty for the registry as a whole
 * @param scopes what a token must allow
 * @param expected the statuses that are a success
 */
record RegistryCall(String action, String repository, Scopes scopes, HttpCall http, Set<Integer> expected) {

    RegistryCall {
        expected = Set.copyOf(expected);
    }
}
