package io.kiln.model.template.value;

import java.nio.charset.StandardCharsets;

/** Byte strings (one byte in each character) and the UTF-8 in them, decoded as Go does: an invalid byte is one U+FFFD. */
public final class Utf8 {

    /** What stands for a byte that is not UTF-8. */
    public static final int INVALID = 0xFFFD;

    private Utf8() {}

    /** The bytes of a text, one in each character. */
    public static String encode(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The text of a byte string; invalid bytes become U+FFFD. */
    public static String decode(String bytes) {
        return new String(toBytes(bytes), StandardCharsets.UTF_8);
    }

    public static byte[] toBytes(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String ofBytes(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of one code point; what is none becomes U+FFFD. */
    public static String encode(int rune) {
        boolean valid = Character.isValidCodePoint(rune) && !(rune >= 0xD800 && rune <= 0xDFFF);
        return rune >= 0 && rune < 0x80
                ? String.valueOf((char) rune)
                : encode(Character.toString(valid ? rune : INVALID));
    }

    /** How many bytes the code point at an index takes; 1 for an invalid byte. */
    public static int width(String s, int at) {
        int first = s.charAt(at);
        int width = first < 0x80
                ? 1
                : first >= 0xC2 && first < 0xE0
                        ? 2
                        : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 1;
        if (at + width > s.length()) {
            return 1;
        }
        for (int i = 1; i < width; i++) {
            if ((s.charAt(at + i) & 0xC0) != 0x80) {
                return 1;
            }
        }
        return width < 3 || isShortest(first, s.charAt(at + 1)) ? width : 1;
    }

    private static boolean isShortest(int first, int second) {
        return switch (first) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
    }

    /** The code point at an index. */
    public static int rune(String s, int at) {
        int first = s.charAt(at);
        if (first < 0x80) {
            return first;
        }
        int width = width(s, at);
        if (width == 1) {
            return INVALID;
        }
        int rune = first & (0xFF >> (width + 1));
        for (int i = 1; i < width; i++) {
            rune = rune << 6 | s.charAt(at + i) & 0x3F;
        }
        return rune;
    }

    /** All code points. */
    public static int[] runes(String s) {
        int[] runes = new int[count(s)];
        for (int at = 0, i = 0; at < s.length(); at += width(s, at)) {
            runes[i++] = rune(s, at);
        }
        return runes;
    }

    /** The number of code points. */
    public static int count(String s) {
        int count = 0;
        for (int at = 0; at < s.length(); at += width(s, at)) {
            count++;
        }
        return count;
    }
}
