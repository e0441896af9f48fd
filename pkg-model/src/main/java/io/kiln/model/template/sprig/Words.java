package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Utf8;

/** The words of an identifier in any style, one after the other. Not thread-safe. */
final class Words {

    /** What a word is made of. */
    enum Kind {
        NONE,
        NUMBER,
        CAPITALISED,
        LETTERS,
        CONNECTOR,
        PUNCTUATION,
        OTHER
    }

    private final int[] runes;
    private int start;
    private int end;
    private Kind kind = Kind.NONE;

    Words(String s) {
        this.runes = Utf8.runes(s);
    }

    Kind kind() {
        return kind;
    }

    boolean atEnd() {
        return end >= runes.length;
    }

    /** The code points of the current word. */
    int[] word() {
        return java.util.Arrays.copyOfRange(runes, start, end);
    }

    void next() {
        start = end;
        kind = atEnd() ? Kind.NONE : kind(runes[end]);
        if (kind == Kind.CAPITALISED) {
            capitalised();
        } else {
            while (!atEnd() && kind(runes[end]) == kind) {
                end++;
            }
        }
    }

    /** A run of capitals gives its last one to the lower-case letters that follow it. */
    private void capitalised() {
        end++;
        int capitals = end;
        while (capitals < runes.length && Character.isUpperCase(runes[capitals])) {
            capitals++;
        }
        if (capitals > end) {
            boolean lettersFollow = capitals < runes.length && isLetter(runes[capitals]);
            end = lettersFollow ? capitals - 1 : capitals;
            return;
        }
        while (!atEnd() && kind(runes[end]) == Kind.LETTERS) {
            end++;
        }
    }

    static boolean isConnector(int rune) {
        return rune == '-' || rune == '_' || Strings.isSpace(rune);
    }

    private static boolean isLetter(int rune) {
        return Character.isLetter(rune) && !Character.isIdeographic(rune);
    }

    private static Kind kind(int rune) {
        if (isConnector(rune)) {
            return Kind.CONNECTOR;
        }
        if (Character.isUpperCase(rune)) {
            return Kind.CAPITALISED;
        }
        if (isLetter(rune)) {
            return Kind.LETTERS;
        }
        return switch (Character.getType(rune)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> Kind.NUMBER;
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> Kind.PUNCTUATION;
            default -> Kind.OTHER;
        };
    }
}
