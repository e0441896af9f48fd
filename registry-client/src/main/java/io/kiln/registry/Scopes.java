package io.kiln.registry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a token must allow: actions by resource, for example {@code repository:user/kernel} with {@code pull} and {@code
 * push}. A value.
 */
record Scopes(Map<String, Set<String>> actions) {

    Scopes {
        Map<String, Set<String>> copy = new TreeMap<>();
        actions.forEach((resource, allowed) -> copy.put(resource, new TreeSet<>(allowed)));
        actions = copy;
    }

    static Scopes none() {
        return new Scopes(Map.of());
    }

    static Scopes of(String repository, String... actions) {
        return new Scopes(Map.of("repository:" + repository, Set.of(actions)));
    }

    /** Reads the {@code scope} of a challenge: one or more {@code type:name:action,action} with spaces between. */
    static Scopes parse(String text) {
        Scopes all = none();
        for (String one : text.split("\\s+")) {
            int colon = one.lastIndexOf(':');
            if (colon > 0) {
                String actions = one.substring(colon + 1);
                all = all.union(new Scopes(Map.of(one.substring(0, colon), Set.of(distinct(actions)))));
            }
        }
        return all;
    }

    private static String[] distinct(String actions) {
        return new TreeSet<>(List.of(actions.split(","))).toArray(new String[0]);
    }

    Scopes union(Scopes other) {
        Map<String, Set<String>> both = new TreeMap<>(actions);
        other.actions.forEach((resource, allowed) -> both.merge(resource, allowed, (a, b) -> {
            Set<String> sum = new TreeSet<>(a);
            sum.addAll(b);
            return sum;
        }));
        return new Scopes(both);
    }

    boolean covers(Scopes other) {
        return other.actions.entrySet().stream()
                .allMatch(e -> actions.getOrDefault(e.getKey(), Set.of()).containsAll(e.getValue()));
    }

    /** One text for each resource, as a token service takes them. */
    List<String> texts() {
        return actions.entrySet().stream()
                .map(e -> e.getKey() + ":" + String.join(",", e.getValue()))
                .toList();
    }
}
