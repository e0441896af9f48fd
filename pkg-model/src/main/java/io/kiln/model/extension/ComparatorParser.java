package io.kiln.model.extension;

import io.kiln.model.extension.Comparator.Operator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one condition of a version range, such as {@code >=1.10.0} or {@code 1.x}; a wildcard becomes its bounds. */
final class ComparatorParser {

    private static final Map<String, Operator> OPERATORS = Map.of(
            "", Operator.EQUAL,
            "=", Operator.EQUAL,
            "==", Operator.EQUAL,
            "!", Operator.NOT_EQUAL,
            "!=", Operator.NOT_EQUAL,
            ">", Operator.GREATER,
            ">=", Operator.AT_LEAST,
            "<", Operator.LESS,
            "<=", Operator.AT_MOST);

    private static final Pattern WILDCARD = Pattern.compile("(0|[1-9][0-9]{0,17})(?:\\.(0|[1-9][0-9]{0,17}))?\\.x");
    private static final Pattern SHORT = Pattern.compile("[0-9]+(\\.[0-9]+)?");

    private final String text;
    private final String operator;
    private final String version;

    private ComparatorParser(String text) {
        int digit = 0;
        while (digit < text.length() && (text.charAt(digit) < '0' || text.charAt(digit) > '9')) {
            digit++;
        }
        this.text = text;
        this.operator = text.substring(0, digit);
        this.version = text.substring(digit);
    }

    /** @throws VersionRangeException if a machine would not read this, or not as it looks */
    static List<Comparator> parse(String text) {
        return new ComparatorParser(text).parse();
    }

    private List<Comparator> parse() {
        if (version.isEmpty()) {
            throw error(
                    "there is no version in '" + text + "'", "write an operator and a full version, like >= 1.10.0");
        }
        Operator known = OPERATORS.get(operator);
        if (known == null) {
            throw unknownOperator();
        }
        if (version.matches("[^+]*[xX*].*") && !isPrereleaseWithX(known)) {
            return wildcard(known);
        }
        if (SHORT.matcher(version).matches()) {
            String full = version + (version.contains(".") ? ".0" : ".0.0");
            throw error(
                    "'" + text + "' does not name a full version, which a constraint must",
                    "write " + (operator.isEmpty() ? "" : operator + " ") + full
                            + (known == Operator.EQUAL ? ", or " + version + ".x for all of its releases" : ""));
        }
        try {
            return List.of(new Comparator(known, SemanticVersion.parse(version)));
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()), advice());
        }
    }

    private String advice() {
        if (version.contains("||")) {
            return "put a blank before and after ||";
        }
        if (version.contains(",")) {
            return "a blank between two conditions means that both must hold: write >= 1.10.0 < 1.12.0, without a comma";
        }
        if (version.matches(".*[<>=!].*")) {
            return "put a blank between two conditions";
        }
        return "write MAJOR.MINOR.PATCH, like 1.10.0";
    }

    private VersionRangeException unknownOperator() {
        String known = "the operators are =, !=, >, >=, < and <=";
        if (operator.equals("^") || operator.startsWith("~")) {
            return error(
                    "the operator '" + operator + "' does not exist in these constraints",
                    "name both ends, like >= 1.10.0 < 2.0.0; " + known);
        }
        if (operator.startsWith("-")) {
            return error(
                    "'" + text + "' looks like a range with a hyphen, which does not exist in these constraints",
                    "name both ends, like >= 1.10.0 <= 1.12.0");
        }
        if (operator.startsWith("|")) {
            return error("'" + text + "' has no blank after the bars", "put a blank before and after ||");
        }
        return error("'" + operator + "' in '" + text + "' is not an operator", known);
    }

    /** With these two operators a machine leaves a pre-release with an x in it alone. */
    private boolean isPrereleaseWithX(Operator known) {
        return (known == Operator.AT_LEAST || known == Operator.LESS)
                && !version.contains(".x")
                && SemanticVersion.isOne(version);
    }

    private List<Comparator> wildcard(Operator known) {
        Matcher matcher = WILDCARD.matcher(version);
        if (!matcher.matches()) {
            throw error(
                    "'" + version + "' is not a version with a wildcard that is read as it looks",
                    version.toLowerCase(Locale.ROOT).endsWith(".x.x")
                            ? "write " + version.substring(0, version.length() - 4) + ".x for all minor releases"
                            : "only the last number may be an x: 1.x or 1.10.x");
        }
        long major = Long.parseLong(matcher.group(1));
        boolean patch = matcher.group(2) != null;
        long minor = patch ? Long.parseLong(matcher.group(2)) : 0;
        SemanticVersion first = new SemanticVersion(major, minor, 0, "");
        SemanticVersion next = new SemanticVersion(patch ? major : major + 1, patch ? minor + 1 : 0, 0, "");
        return switch (known) {
            case EQUAL -> List.of(new Comparator(Operator.AT_LEAST, first), new Comparator(Operator.LESS, next));
            case GREATER -> List.of(new Comparator(Operator.AT_LEAST, next));
            case AT_LEAST -> List.of(new Comparator(Operator.AT_LEAST, first));
            case LESS -> List.of(new Comparator(Operator.LESS, first));
            case AT_MOST -> List.of(new Comparator(Operator.LESS, next));
            case NOT_EQUAL ->
                // A machine wants both "below" and "above" of it at once.
                throw error(
                        "no version satisfies '" + text + "': a machine reads it as < " + first + " and >= " + next,
                        "write < " + first + " || >= " + next);
        };
    }

    private static VersionRangeException error(String message, String advice) {
        return new VersionRangeException(message, advice);
    }
}
