package io.kiln.model.extension;

import java.util.ArrayList;
import java.util.List;

/**
 * A constraint on the version of Talos, such as {@code >= v1.10.0 < v1.12.0 || 1.13.x}: alternatives, each of conditions
 * that must all hold. The grammar is that of the ranges of {@code blang/semver}, which machines read it with; what they
 * would read otherwise than it looks is refused.
 *
 * @param text as it was written
 */
public record VersionRange(String text, List<List<Comparator>> alternatives) {

    private static final String OR = "||";
    private static final int LONGEST = 1000;

    public VersionRange {
        alternatives = List.copyOf(alternatives);
    }

    /** @throws VersionRangeException with the first thing that is wrong, and what to write instead */
    public static VersionRange parse(String text) {
        if (text.length() > LONGEST) {
            throw new VersionRangeException(
                    "the constraint has " + text.length() + " characters", "name the ends of one range");
        }
        if (text.isBlank()) {
            throw new VersionRangeException("the constraint is blank", "leave it out, or write one like >= v1.10.0");
        }
        List<List<Comparator>> alternatives = new ArrayList<>();
        List<Comparator> conditions = new ArrayList<>();
        for (String part : parts(withoutV(text))) {
            if (!part.equals(OR)) {
                conditions.addAll(ComparatorParser.parse(part));
            } else {
                alternatives.add(alternative(conditions, "before"));
                conditions = new ArrayList<>();
            }
        }
        alternatives.add(alternative(conditions, "after"));
        return new VersionRange(text, alternatives);
    }

    private static List<Comparator> alternative(List<Comparator> conditions, String side) {
        if (conditions.isEmpty()) {
            throw new VersionRangeException(
                    "there is no condition " + side + " the ||", "write one there, or drop the ||");
        }
        return List.copyOf(conditions);
    }

    /** Whether that version of Talos may have the extension. */
    public boolean accepts(TalosVersion talos) {
        SemanticVersion core = talos.core();
        return alternatives.stream().anyMatch(all -> all.stream().allMatch(condition -> condition.accepts(core)));
    }

    private static String withoutV(String text) {
        return text.replaceAll("v(?=[0-9])", "");
    }

    /** Blanks part conditions, but for those that follow an operator. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c != ' ') {
                part.append(c);
            } else if (part.length() > 0 && (i == text.length() || !endsWithOperator(part))) {
                parts.add(checked(part.toString()));
                part.setLength(0);
            }
        }
        return parts;
    }

    private static boolean endsWithOperator(StringBuilder part) {
        char last = part.charAt(part.length() - 1);
        return last == '>' || last == '<' || last == '=';
    }

    private static String checked(String part) {
        if (part.equals("!")) {
            throw new VersionRangeException(
                    "a ! with a blank after it is ambiguous: a machine drops the ! and reads the rest as =",
                    "write != and the version");
        }
        if (part.equals("|") || part.equals("&&") || part.equals("&")) {
            throw new VersionRangeException(
                    "'" + part + "' means nothing in a constraint", "a blank means \"and\", || means \"or\"");
        }
        if (part.equals("-")) {
            throw new VersionRangeException(
                    "ranges with a hyphen do not exist in these constraints",
                    "name both ends, like >= 1.10.0 <= 1.12.0");
        }
        return part;
    }

    @Override
    public String toString() {
        return text;
    }
}
