package io.kiln.model.template.sprig;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Quote;
import io.kiln.model.template.value.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Regular expressions with Go's rules for what matches next to what. */
final class Regex {

    private static final int MAX_PATTERN = 10_000;
    private static final int MAX_NESTING = 250;
    private static final int MAX_TEXT = 4 << 20;
    private static final long MAX_PROGRAM = 100_000;

    private Regex() {}

    /** A match, in characters of a {@link RegexText}. */
    record Match(int start, int end, String text) {}

    /** Compiles a pattern; the message is that of {@code regexp.Compile}. */
    static Pattern compile(String bytes) throws CallException {
        if (bytes.length() > MAX_PATTERN) {
            throw new CallException("error parsing regexp: expression is longer than " + MAX_PATTERN + " bytes");
        }
        String pattern = RegexText.of(bytes).chars();
        checkSize(pattern);
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new CallException(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The library fails in other ways on a few malformed patterns.
            throw new CallException("error parsing regexp: invalid expression: `" + pattern + "`");
        }
    }

    /** Compiles a pattern; the message is that of {@code regexp.MustCompile}. */
    static Pattern mustCompile(String bytes) throws CallException {
        try {
            return compile(bytes);
        } catch (CallException e) {
            boolean raw = bytes.chars().noneMatch(c -> c < ' ' && c != '\t' || c == '`' || c == 0x7f);
            String quoted = raw ? "`" + Utf8.decode(bytes) + "`" : Utf8.decode(Quote.quote(bytes));
            throw new CallException("regexp: Compile(" + quoted + "): " + e.getMessage());
        }
    }

    static @Nullable Pattern compileOrNull(String bytes) {
        try {
            return compile(bytes);
        } catch (CallException e) {
            return null;
        }
    }

    /** Refuses what would compile to an enormous program: repetitions multiply when they are nested. */
    private static void checkSize(String pattern) throws CallException {
        long size = pattern.length();
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            deepest = Math.max(deepest, depth);
            if (c == '{') {
                size = Math.min(size * Math.max(1, largestNumber(pattern, i + 1)), Long.MAX_VALUE / 10_000);
            }
        }
        if (deepest > MAX_NESTING) {
            throw new CallException("error parsing regexp: expression nests too deeply: `" + pattern + "`");
        }
        if (size > MAX_PROGRAM) {
            throw new CallException("error parsing regexp: expression too large: `" + pattern + "`");
        }
    }

    private static int largestNumber(String pattern, int from) {
        int largest = 0;
        int number = 0;
        for (int i = from;
                i < pattern.length() && (Character.isDigit(pattern.charAt(i)) || pattern.charAt(i) == ',');
                i++) {
            number = pattern.charAt(i) == ',' ? 0 : Math.min(number * 10 + pattern.charAt(i) - '0', 2000);
            largest = Math.max(largest, number);
        }
        return largest;
    }

    /** A matcher over a text. */
    static Matcher matcher(Pattern pattern, RegexText text, Budget budget) throws CallException {
        if (text.chars().length() > MAX_TEXT) {
            throw new CallException("the text for a regular expression is larger than " + (MAX_TEXT >> 20) + " MiB");
        }
        budget.bytes(text.chars().length());
        return pattern.matcher(text.chars());
    }

    /** Finds the next match, and counts the work. */
    static boolean find(Matcher matcher, RegexText text, int from, Budget budget) throws CallException {
        budget.steps(50);
        boolean found = matcher.find(from);
        budget.steps(((found ? matcher.end() : text.chars().length()) - from) / 10L);
        return found;
    }

    /** All matches that do not overlap, at most so many; below 0 all. An empty match right after a match does not count. */
    static List<Match> matches(Pattern pattern, String bytes, int limit, Budget budget) throws CallException {
        RegexText text = RegexText.of(bytes);
        String chars = text.chars();
        Matcher matcher = matcher(pattern, text, budget);
        List<Match> matches = new ArrayList<>();
        int at = 0;
        int previousEnd = -1;
        while ((limit < 0 || matches.size() < limit) && at <= chars.length() && find(matcher, text, at, budget)) {
            int start = matcher.start();
            int end = matcher.end();
            boolean accept = true;
            if (end == at) {
                accept = start != previousEnd;
                at += at < chars.length() ? Character.charCount(chars.codePointAt(at)) : 1;
            } else {
                at = end;
            }
            previousEnd = end;
            if (accept) {
                budget.elements(2);
                matches.add(new Match(start, end, text.bytes(start, end)));
            }
        }
        return matches;
    }
}
