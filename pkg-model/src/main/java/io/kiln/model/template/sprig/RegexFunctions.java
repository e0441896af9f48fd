package io.kiln.model.template.sprig;

import com.google.re2j.Pattern;
import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.GoType;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions with regular expressions in RE2's syntax. */
final class RegexFunctions {

    private RegexFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("regexQuoteMeta", a -> Value.of(quoteMeta(a.string(0))));
        table.put("regexMatch", a -> Value.of(matchesOrFalse(a)));
        table.put(
                "mustRegexMatch",
                a -> Value.of(!find(a, Regex.compile(a.string(0)), 1).isEmpty()));
        both(
                table,
                "egexFind",
                (a, p) -> Value.of(find(a, p, 1).stream().findFirst().orElse("")));
        both(table, "egexFindAll", (a, p) -> list(find(a, p, a.integer(2))));
        both(table, "egexSplit", (a, p) -> split(a, p));
        both(
                table,
                "egexReplaceAll",
                (a, p) -> Value.of(new Replacement(p, a.string(1), a.budget()).with(a.string(2))));
        both(
                table,
                "egexReplaceAllLiteral",
                (a, p) -> Value.of(new Replacement(p, a.string(1), a.budget()).withLiteral(a.string(2))));
    }

    @FunctionalInterface
    private interface Use {
        Value of(Arguments arguments, Pattern pattern) throws CallException;
    }

    /** The two forms of a function: they differ in how a wrong pattern is reported. */
    private static void both(Map<String, Function.Body> table, String name, Use use) {
        table.put("r" + name, a -> use.of(a, Regex.mustCompile(a.string(0))));
        table.put("mustR" + name, a -> use.of(a, Regex.compile(a.string(0))));
    }

    private static boolean matchesOrFalse(Arguments a) throws CallException {
        @Nullable Pattern pattern = Regex.compileOrNull(a.string(0));
        return pattern != null && !find(a, pattern, 1).isEmpty();
    }

    private static List<String> find(Arguments a, Pattern pattern, int limit) throws CallException {
        String text = a.string(1);
        List<String> found = new ArrayList<>();
        for (Regex.Match match : Regex.matches(pattern, text, limit, a.budget())) {
            found.add(match.text());
        }
        return found;
    }

    private static Value list(List<String> found) {
        return found.isEmpty() ? ListValue.nil(GoType.STRING) : ListValue.ofStrings(found);
    }

    private static Value split(Arguments a, Pattern pattern) throws CallException {
        int limit = a.integer(2);
        String text = a.string(1);
        if (limit == 0) {
            return ListValue.nil(GoType.STRING);
        }
        if (!a.string(0).isEmpty() && text.isEmpty()) {
            return ListValue.ofStrings(List.of(""));
        }
        RegexText input = RegexText.of(text);
        List<String> parts = new ArrayList<>();
        int begin = 0;
        int end = 0;
        for (Regex.Match match : Regex.matches(pattern, text, limit, a.budget())) {
            if (limit > 0 && parts.size() == limit - 1) {
                break;
            }
            end = match.start();
            if (match.end() != 0) {
                parts.add(input.bytes(begin, end));
            }
            begin = match.end();
        }
        if (end != input.chars().length()) {
            parts.add(input.bytes(begin, input.chars().length()));
        }
        return ListValue.ofStrings(parts);
    }

    private static String quoteMeta(String s) {
        StringBuilder out = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            out.append("\\.+*?()|[]{}^$".indexOf(s.charAt(i)) >= 0 ? "\\" : "").append(s.charAt(i));
        }
        return out.toString();
    }
}
