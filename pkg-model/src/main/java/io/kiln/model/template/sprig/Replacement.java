package io.kiln.model.template.sprig;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Utf8;

/** Replaces all matches of a pattern in a text, as Go's {@code regexp} does. */
final class Replacement {

    private final Pattern pattern;
    private final RegexText text;
    private final Budget budget;
    private final StringBuilder out = new StringBuilder();

    Replacement(Pattern pattern, String bytes, Budget budget) {
        this.pattern = pattern;
        this.text = RegexText.of(bytes);
        this.budget = budget;
    }

    /** Replaces with a template in which {@code $name}, {@code ${name}} and {@code $$} have a meaning. */
    String with(String template) throws CallException {
        return run(template, true);
    }

    /** Replaces with the very text. */
    String withLiteral(String replacement) throws CallException {
        return run(replacement, false);
    }

    private String run(String replacement, boolean expand) throws CallException {
        String chars = text.chars();
        Matcher matcher = Regex.matcher(pattern, text, budget);
        int lastEnd = 0;
        int at = 0;
        while (at <= chars.length() && Regex.find(matcher, text, at, budget)) {
            append(text.bytes(lastEnd, matcher.start()));
            if (matcher.end() > lastEnd || matcher.start() == 0) {
                if (expand) {
                    expand(replacement, matcher);
                } else {
                    append(replacement);
                }
            }
            lastEnd = matcher.end();
            int width = at < chars.length() ? Character.charCount(chars.codePointAt(at)) : 1;
            at = Math.max(at + width, matcher.end());
        }
        append(text.bytes(lastEnd, chars.length()));
        return out.toString();
    }

    private void append(String bytes) throws CallException {
        budget.bytes(bytes.length());
        out.append(bytes);
    }

    private void expand(String template, Matcher matcher) throws CallException {
        int at = 0;
        for (int dollar = template.indexOf('$'); dollar >= 0; dollar = template.indexOf('$', at)) {
            append(template.substring(at, dollar));
            at = dollar + 1;
            boolean braced = template.startsWith("{", at);
            int start = braced ? at + 1 : at;
            int end = start;
            while (end < template.length() && isWord(Utf8.rune(template, end))) {
                end += Utf8.width(template, end);
            }
            if (template.startsWith("$", at)) {
                append("$");
                at++;
            } else if (end == start || braced && !template.startsWith("}", end)) {
                append("$");
            } else {
                append(group(Utf8.decode(template.substring(start, end)), matcher));
                at = braced ? end + 1 : end;
            }
        }
        append(template.substring(at));
    }

    private static boolean isWord(int rune) {
        return rune == '_' || Character.isLetter(rune) || Character.isDigit(rune);
    }

    /** What a group matched; empty for a group that does not exist or took no part. */
    private String group(String name, Matcher matcher) {
        int number = -1;
        if (name.matches("0|[1-9][0-9]*")) {
            number = name.length() > 8 ? Integer.MAX_VALUE : Integer.parseInt(name);
        } else {
            Integer named = pattern.namedGroups().get(name);
            number = named == null ? -1 : named;
        }
        if (number < 0 || number > matcher.groupCount() || matcher.start(number) < 0) {
            return "";
        }
        return text.bytes(matcher.start(number), matcher.end(number));
    }
}
