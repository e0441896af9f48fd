package io.kiln.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case, for example {@code bearer}
 */
record AuthChallenge(String scheme, Map<String, String> parameters) {

    private static final int MAX_HEADER = 4096;
    private static final Pattern PART = Pattern.compile("[\\s,]*+(?:([A-Za-z][\\w-]*+)\\s*+=\\s*+"
            + "(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([^\\s,\"]*+))|([A-Za-z][\\w-]*+))");

    AuthChallenge {
        parameters = Map.copyOf(parameters);
    }

    /** The strongest challenge we can answer: Bearer, else Basic. */
    static Optional<AuthChallenge> choose(List<String> headers) {
        return headers.stream()
                .flatMap(header -> parse(header).stream())
                .filter(challenge -> challenge.isBasic() || challenge.isBearer())
                .max(Comparator.comparing(AuthChallenge::isBearer));
    }

    static List<AuthChallenge> parse(String header) {
        List<AuthChallenge> challenges = new ArrayList<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        String scheme = "";
        Matcher part = PART.matcher(header.length() > MAX_HEADER ? header.substring(0, MAX_HEADER) : header);
        while (part.lookingAt()) {
            if (part.group(4) != null) {
                add(challenges, scheme, parameters);
                scheme = part.group(4).toLowerCase(Locale.ROOT);
                parameters.clear();
            } else {
                String value = part.group(2) != null ? part.group(2).replaceAll("\\\\(.)", "$1") : part.group(3);
                parameters.put(part.group(1).toLowerCase(Locale.ROOT), value);
            }
            part.region(part.end(), part.regionEnd());
        }
        add(challenges, scheme, parameters);
        return challenges;
    }

    private static void add(List<AuthChallenge> challenges, String scheme, Map<String, String> parameters) {
        if (!scheme.isEmpty()) {
            challenges.add(new AuthChallenge(scheme, parameters));
        }
    }

    boolean isBearer() {
        return scheme.equals("bearer") && parameters.containsKey("realm");
    }

    boolean isBasic() {
        return scheme.equals("basic");
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
