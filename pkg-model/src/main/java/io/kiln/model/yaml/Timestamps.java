package io.kiln.model.yaml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether a plain scalar is a date or a time in the sense of YAML 1.1. */
final class Timestamps {

    private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})"
            + "(?:[Tt](\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:[.,]\\d*)?(?:Z|[+-]\\d{2}:\\d{2})"
            + "|\\h(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:[.,]\\d*)?)?");

    private Timestamps() {}

    static boolean matches(String text) {
        if (text.length() < 8 || text.length() > 64 || text.charAt(4) != '-') {
            return false;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        try {
            LocalDate.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
        } catch (DateTimeException noSuchDay) {
            return false;
        }
        int first = matcher.group(4) != null ? 4 : 7;
        return matcher.group(first) == null
                || (below(matcher.group(first), 24)
                        && below(matcher.group(first + 1), 60)
                        && below(matcher.group(first + 2), 60));
    }

    private static boolean below(String number, int limit) {
        return Integer.parseInt(number) < limit;
    }
}
