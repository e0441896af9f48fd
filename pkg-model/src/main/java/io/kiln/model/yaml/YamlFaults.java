package io.kiln.model.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in plain words what the parser found wrong, with the way out where there is a usual one. */
final class YamlFaults {

    private static final Pattern CANNOT_START = Pattern.compile("found character '([^']*).*cannot start any token.*");

    private YamlFaults() {}

    static Diagnostic diagnostic(Position at, String problem, String context) {
        Matcher start = CANNOT_START.matcher(problem);
        if (start.matches()) {
            String found = start.group(1);
            return found.startsWith("\\t")
                    ? Diagnostic.error(at, "not valid YAML: a tab is used to indent")
                            .withHint("indent with spaces")
                    : Diagnostic.error(at, "not valid YAML: a value cannot start with '" + found + "'")
                            .withHint("put the value in quotes");
        }
        if (problem.startsWith("mapping values are not allowed")) {
            return Diagnostic.error(at, "not valid YAML: a second \": \" in a value, or a key that is indented too far")
                    .withHint("put a value that contains \": \" in quotes");
        }
        if (problem.startsWith("found a key after \\t") || problem.contains("TAB")) {
            return Diagnostic.error(at, "not valid YAML: a tab is used to indent")
                    .withHint("indent with spaces");
        }
        if (problem.startsWith("could not find expected ':'")) {
            return Diagnostic.error(at, "not valid YAML: a key without a \":\" behind it")
                    .withHint("check the indentation of this line and of the one above");
        }
        if (problem.startsWith("sequence entries are not allowed")) {
            return Diagnostic.error(at, "not valid YAML: a list item cannot stand here");
        }
        if (problem.startsWith("expected <block end>")) {
            return Diagnostic.error(at, "not valid YAML: this does not belong to what stands above it")
                    .withHint("check the indentation of this line and of the one above");
        }
        if (problem.startsWith("found undefined alias")) {
            return Diagnostic.error(at, "not valid YAML: an alias (*name) whose anchor (&name) is not above it");
        }
        if (problem.startsWith("Expected mapping node")) {
            return Diagnostic.error(at, "not valid YAML: \"<<\" needs a mapping, or an alias of one");
        }
        if (problem.startsWith("expected '<document start>'")) {
            return Diagnostic.error(at, "not valid YAML: this does not belong to what stands above it")
                    .withHint("the value above is complete");
        }
        if (problem.startsWith("found unexpected end of stream")) {
            return Diagnostic.error(at, "not valid YAML: the text ends inside quotes")
                    .withHint("close the quotes that were opened above");
        }
        String where = context.isEmpty() || context.equals("null") ? "" : " (" + sentence(context) + ")";
        return Diagnostic.error(at, "not valid YAML: " + sentence(problem) + where);
    }

    /** For a character that YAML does not allow anywhere, at its index in code points. */
    static Diagnostic unprintable(String text, int index, int codePoint, PositionMap positions) {
        int line = 1;
        int column = 1;
        int[] before = text.codePoints().limit(Math.max(0, index)).toArray();
        for (int c : before) {
            line = c == '\n' ? line + 1 : line;
            column = c == '\n' ? 1 : column + 1;
        }
        return Diagnostic.error(
                        positions.at(line, column),
                        String.format("not valid YAML: the character U+%04X is not allowed", codePoint))
                .withHint("remove it, or write it as an escape in double quotes");
    }

    static String sentence(String message) {
        return message.lines().findFirst().orElse("").strip();
    }
}
