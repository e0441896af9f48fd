package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.Printer;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** What Go's {@code strings} package does, on byte strings and within a budget. */
final class Strings {

    private Strings() {}

    /** A value as text. */
    static String text(Value value, Budget budget) throws CallException {
        return Printer.print(value, budget);
    }

    /** The elements of a list as texts, without nil; anything else is a list of one. */
    static List<String> texts(Value value, Budget budget) throws CallException {
        List<String> texts = new ArrayList<>();
        for (Value item : value instanceof ListValue list ? list.items() : List.of(value)) {
            if (!(item instanceof Value.Missing)) {
                String text = text(item, budget);
                budget.elements(1);
                budget.bytes(text.length());
                texts.add(text);
            }
        }
        return texts;
    }

    static String repeat(String s, int count, Budget budget) throws CallException {
        if (count < 0) {
            throw new CallException("strings: negative Repeat count");
        }
        budget.bytes((long) count * s.length());
        return s.repeat(s.isEmpty() ? 0 : count);
    }

    static String replace(String s, String old, String replacement, Budget budget) throws CallException {
        if (old.isEmpty()) {
            budget.bytes((s.length() + 1L) * (replacement.length() + 1L));
            StringBuilder out = new StringBuilder(replacement);
            for (int at = 0, width; at < s.length(); at += width) {
                width = Utf8.width(s, at);
                out.append(s, at, at + width).append(replacement);
            }
            return out.toString();
        }
        long count = 0;
        for (int at = s.indexOf(old); at >= 0; at = s.indexOf(old, at + old.length())) {
            count++;
        }
        budget.bytes(s.length() + count * Math.max(0, replacement.length() - old.length()));
        return s.replace(old, replacement);
    }

    /** Splits at a separator, or into code points if it is empty, into at most so many parts; below 0 all. */
    static List<String> split(String s, String separator, int limit, Budget budget) throws CallException {
        List<String> parts = new ArrayList<>();
        if (limit == 0) {
            return parts;
        }
        int at = 0;
        while (limit < 0 || parts.size() < limit - 1) {
            boolean explode = separator.isEmpty();
            int end = explode ? (at < s.length() ? at + Utf8.width(s, at) : -1) : s.indexOf(separator, at);
            if (end < 0 || explode && end >= s.length()) {
                break;
            }
            budget.elements(1);
            budget.bytes(end - at);
            parts.add(s.substring(at, end));
            at = end + separator.length();
        }
        if (!separator.isEmpty() || at < s.length()) {
            parts.add(s.substring(at));
        }
        return parts;
    }

    static String trimSpace(String s) {
        return trim(s, Strings::isSpace);
    }

    /** Cuts the code points of a set from both ends. */
    static String trim(String s, String set) {
        List<Integer> runes = new ArrayList<>();
        for (int rune : Utf8.runes(set)) {
            runes.add(rune);
        }
        return trim(s, runes::contains);
    }

    private static String trim(String s, IntPredicate cut) {
        int start = 0;
        while (start < s.length() && cut.test(Utf8.rune(s, start))) {
            start += Utf8.width(s, start);
        }
        int end = s.length();
        while (end > start) {
            int before = before(s, end);
            if (!cut.test(Utf8.rune(s, before))) {
                break;
            }
            end = before;
        }
        return s.substring(start, end);
    }

    private static int before(String s, int end) {
        for (int width = 1; width <= 4 && end - width >= 0; width++) {
            if (Utf8.width(s, end - width) == width && (width > 1 || s.charAt(end - 1) < 0x80)) {
                return end - width;
            }
        }
        return end - 1;
    }

    /** White space as Unicode has it. */
    static boolean isSpace(int rune) {
        return rune >= '\t' && rune <= '\r'
                || rune == ' '
                || rune == 0x85
                || rune == 0xA0
                || rune > 0xFF && Character.isSpaceChar(rune);
    }
}
