package io.kiln.model.template.value;

/** Quoted strings and characters of Go: writing them as {@code strconv.Quote} and reading them as {@code strconv.Unquote}. */
public final class Quote {

    private Quote() {}

    /** Byte string in double quotes, printable Unicode kept. */
    public static String quote(String bytes) {
        return quote(bytes, '"', false);
    }

    /** Byte string in the given quotes; code points beyond ASCII are escaped if asked for. */
    public static String quote(String bytes, char quote, boolean ascii) {
        StringBuilder out = new StringBuilder(bytes.length() + 2).append(quote);
        for (int at = 0, width; at < bytes.length(); at += width) {
            width = Utf8.width(bytes, at);
            int rune = Utf8.rune(bytes, at);
            if (width == 1 && rune == Utf8.INVALID) {
                out.append(String.format("\\x%02x", (int) bytes.charAt(at)));
            } else {
                escape(out, rune, quote, ascii);
            }
        }
        return out.append(quote).toString();
    }

    private static void escape(StringBuilder out, int rune, char quote, boolean ascii) {
        if (rune == quote || rune == '\\') {
            out.append('\\').append((char) rune);
        } else if (isPrintable(rune) && (!ascii || rune < 0x80)) {
            out.append(Utf8.encode(rune));
        } else {
            int special = "\u0007\b\f\n\r\t\u000b".indexOf(rune);
            if (special >= 0) {
                out.append('\\').append("abfnrtv".charAt(special));
            } else {
                out.append(String.format(
                        rune < 0x20 || rune == 0x7f ? "\\x%02x" : rune < 0x10000 ? "\\u%04x" : "\\U%08x", rune));
            }
        }
    }

    /** Whether Go calls a code point printable: letters, marks, numbers, punctuation, symbols and the ASCII space. */
    public static boolean isPrintable(int rune) {
        return switch (Character.getType(rune)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> rune == ' ';
            default -> true;
        };
    }

    /** The content of a string literal, with its quotes or backquotes around it. */
    public static String unquote(String literal) throws CallException {
        String inside = literal.substring(1, literal.length() - 1);
        if (literal.charAt(0) == '`') {
            return inside.replace("\r", "");
        }
        StringBuilder out = new StringBuilder(inside.length());
        for (int at = 0; at < inside.length(); ) {
            at = unescape(inside, at, '"', out);
        }
        return out.toString();
    }

    /** The number of a character literal, with its quotes around it. */
    public static int unquoteCharacter(String literal) throws CallException {
        StringBuilder out = new StringBuilder();
        if (literal.length() < 3) {
            throw new CallException("invalid syntax");
        }
        boolean byteEscape =
                literal.length() > 3 && literal.charAt(1) == '\\' && "x01234567".indexOf(literal.charAt(2)) >= 0;
        int end = unescape(literal, 1, '\'', out);
        if (!literal.substring(end).equals("'")) {
            throw new CallException("malformed character constant: " + literal);
        }
        return byteEscape ? out.charAt(0) : Utf8.rune(out.toString(), 0);
    }

    private static int unescape(String s, int at, char quote, StringBuilder out) throws CallException {
        char c = s.charAt(at);
        if (c != '\\') {
            int width = Utf8.width(s, at);
            if (c == quote) {
                throw new CallException("invalid syntax");
            }
            out.append(s, at, at + width);
            return at + width;
        }
        if (at + 1 >= s.length()) {
            throw new CallException("invalid syntax");
        }
        char kind = s.charAt(at + 1);
        int simple = "abfnrtv\\".indexOf(kind);
        if (simple >= 0) {
            out.append("\u0007\b\f\n\r\t\u000b\\".charAt(simple));
            return at + 2;
        }
        if (kind == quote) {
            out.append(quote);
            return at + 2;
        }
        int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 3;
        boolean octal = digits == 3;
        int start = octal ? at + 1 : at + 2;
        long number = number(s, start, digits, octal ? 8 : 16);
        boolean isByte = digits < 4;
        if (isByte ? number > 255 : number > Character.MAX_CODE_POINT || number >= 0xD800 && number < 0xE000) {
            throw new CallException("invalid syntax");
        }
        out.append(isByte ? String.valueOf((char) number) : Utf8.encode((int) number));
        return start + digits;
    }

    private static long number(String s, int start, int digits, int base) throws CallException {
        long number = 0;
        for (int i = start; i < start + digits; i++) {
            int digit = i < s.length() ? Character.digit(s.charAt(i), base) : -1;
            if (digit < 0 || s.charAt(i) > 0x7f) {
                throw new CallException("invalid syntax");
            }
            number = number * base + digit;
        }
        return number;
    }
}
