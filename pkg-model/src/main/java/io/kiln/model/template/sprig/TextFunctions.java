package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Functions that change the case or the shape of a text. Case is changed rune by rune, so that ß stays. */
final class TextFunctions {

    private TextFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("upper", a -> Value.of(map(a.string(0), Character::toUpperCase, a.budget())));
        table.put("lower", a -> Value.of(map(a.string(0), Character::toLowerCase, a.budget())));
        table.put("title", a -> Value.of(map(a.string(0), new TitleCase(), a.budget())));
        table.put("untitle", a -> Value.of(map(a.string(0), new Uncapitalised(), a.budget())));
        table.put("swapcase", a -> Value.of(map(a.string(0), new SwappedCase(), a.budget())));
        table.put("nospace", a -> Value.of(map(a.string(0), r -> Strings.isSpace(r) ? -1 : r, a.budget())));
        table.put("initials", a -> Value.of(map(a.string(0), new Initials(), a.budget())));
        table.put("abbrev", a -> Value.of(Abbreviation.of(a.string(1), 0, a.integer(0))));
        table.put("abbrevboth", a -> Value.of(Abbreviation.both(a.string(2), a.integer(0), a.integer(1))));
        table.put("wrap", a -> Value.of(Wrapping.wrap(a.string(1), a.integer(0), "\n", false, a.budget())));
        table.put("wrapWith", a -> Value.of(Wrapping.wrap(a.string(2), a.integer(0), a.string(1), true, a.budget())));
        table.put("snakecase", a -> Value.of(new WordCase(a.string(0), '_', a.budget()).run()));
        table.put("kebabcase", a -> Value.of(new WordCase(a.string(0), '-', a.budget()).run()));
        table.put("camelcase", a -> Value.of(PascalCase.of(a.string(0), a.budget())));
    }

    /** Changes each code point; a negative one is dropped. */
    private static String map(String s, IntUnaryOperator change, Budget budget) throws CallException {
        budget.bytes(s.length() * 3L);
        StringBuilder out = new StringBuilder(s.length());
        for (int at = 0; at < s.length(); at += Utf8.width(s, at)) {
            int rune = change.applyAsInt(Utf8.rune(s, at));
            out.append(rune < 0 ? "" : Utf8.encode(rune));
        }
        return out.toString();
    }

    /** The first letter of each word; whatever is no letter, digit or underscore ends a word. */
    private static final class TitleCase implements IntUnaryOperator {
        private boolean start = true;

        @Override
        public int applyAsInt(int rune) {
            int changed = start ? Character.toTitleCase(rune) : rune;
            boolean word = rune == '_' || Character.isLetterOrDigit(rune);
            start = rune < 0x80 ? !word : !word && Strings.isSpace(rune);
            return changed;
        }
    }

    private static final class Uncapitalised implements IntUnaryOperator {
        private boolean start = true;

        @Override
        public int applyAsInt(int rune) {
            int changed = start ? Character.toLowerCase(rune) : rune;
            start = Strings.isSpace(rune);
            return changed;
        }
    }

    private static final class SwappedCase implements IntUnaryOperator {
        private boolean start = true;

        @Override
        public int applyAsInt(int rune) {
            boolean wasStart = start;
            start = false;
            if (Character.isUpperCase(rune) || Character.isTitleCase(rune)) {
                return Character.toLowerCase(rune);
            }
            if (Character.isLowerCase(rune)) {
                return wasStart ? Character.toTitleCase(rune) : Character.toUpperCase(rune);
            }
            start = Strings.isSpace(rune);
            return rune;
        }
    }

    private static final class Initials implements IntUnaryOperator {
        private boolean start = true;

        @Override
        public int applyAsInt(int rune) {
            boolean wasStart = start;
            start = Strings.isSpace(rune);
            return wasStart && !start ? rune : -1;
        }
    }
}
