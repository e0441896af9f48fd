package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Utf8;

/**
 * A byte string as the characters that the regular expressions work on; a byte that is not UTF-8 becomes a lone surrogate, so that the
 * way back loses nothing.
 */
record RegexText(String chars) {

    private static final int ESCAPE = 0xDC00;

    static RegexText of(String bytes) {
        StringBuilder chars = new StringBuilder(bytes.length());
        for (int at = 0, width; at < bytes.length(); at += width) {
            width = Utf8.width(bytes, at);
            int rune = Utf8.rune(bytes, at);
            chars.appendCodePoint(width == 1 && rune == Utf8.INVALID ? ESCAPE + bytes.charAt(at) : rune);
        }
        return new RegexText(chars.toString());
    }

    /** The bytes of a part. */
    String bytes(int from, int to) {
        StringBuilder bytes = new StringBuilder(to - from);
        for (int at = from; at < to; ) {
            int rune = chars.codePointAt(at);
            bytes.append(
                    rune >= ESCAPE && rune <= ESCAPE + 0xFF
                            ? String.valueOf((char) (rune - ESCAPE))
                            : Utf8.encode(rune));
            at += Character.charCount(rune);
        }
        return bytes.toString();
    }
}
