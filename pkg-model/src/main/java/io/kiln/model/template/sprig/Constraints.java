package io.kiln.model.template.sprig;

import io.kiln.model.template.value.CallException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conditions on a version: groups joined by {@code ||}, in which all conditions must hold. */
record Constraints(List<List<Constraint>> groups) {

    private static final int MAX_LENGTH = 1000;
    private static final Pattern RANGE =
            Pattern.compile("\\s*(" + Constraint.VERSION + ")\\s+-\\s+(" + Constraint.VERSION + ")\\s*");
    private static final Pattern ONE =
            Pattern.compile("\\s*(" + Constraint.OPERATOR + ")\\s*(" + Constraint.VERSION + ")\\s*");

    static Constraints parse(String text) throws CallException {
        if (text.length() > MAX_LENGTH) {
            throw new CallException("improper constraint: longer than " + MAX_LENGTH + " characters");
        }
        List<List<Constraint>> groups = new ArrayList<>();
        for (String group : RANGE.matcher(text)
                .replaceAll(range -> {
                    String upper = range.group(1 + Constraint.GROUPS + 1);
                    return Matcher.quoteReplacement(">=" + range.group(1) + ", <=" + upper);
                })
                .split("\\|\\|", -1)) {
            groups.add(group(group));
        }
        return new Constraints(groups);
    }

    private static List<Constraint> group(String text) throws CallException {
        List<Constraint> constraints = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Matcher matcher = ONE.matcher(text).region(at, text.length());
            boolean separated = at == 0 || text.charAt(at - 1) == ',' || Character.isWhitespace(text.charAt(at - 1));
            if (!separated || !matcher.lookingAt()) {
                throw new CallException("improper constraint: " + text);
            }
            constraints.add(Constraint.of(matcher));
            at = matcher.end();
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
                if (at == text.length()) {
                    throw new CallException("improper constraint: " + text);
                }
            }
        }
        if (constraints.isEmpty()) {
            throw new CallException("improper constraint: " + text);
        }
        return constraints;
    }

    boolean accept(Version version) {
        return groups.stream().anyMatch(group -> group.stream().allMatch(c -> c.accepts(version)));
    }
}
