package io.kiln.model.template.value;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers written as in Go source: {@code 0x1F}, {@code 0b11}, {@code 0o17}, {@code 017}, {@code 1_000}, {@code 1e3}. */
public final class GoNumber {

    private static final int MAX_LENGTH = 400;
    private static final Pattern HEX_FLOAT = Pattern.compile("[+-]?0[xX][0-9a-fA-F]*\\.?[0-9a-fA-F]*[pP][+-]?[0-9]+");
    private static final Pattern FLOAT = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);

    private GoNumber() {}

    /** The signed 64-bit number, or null if it is none. */
    public static @Nullable Long parseInt(String text) {
        boolean negative = text.startsWith("-");
        BigInteger magnitude = magnitude(negative || text.startsWith("+") ? text.substring(1) : text);
        if (magnitude == null) {
            return null;
        }
        BigInteger number = negative ? magnitude.negate() : magnitude;
        return number.compareTo(MIN) < 0 || number.compareTo(MAX) > 0 ? null : Long.valueOf(number.longValue());
    }

    /** The unsigned 64-bit number as its two's complement, or null if it is none; no sign is allowed. */
    public static @Nullable Long parseUint(String text) {
        BigInteger number = magnitude(text);
        return number == null || number.bitLength() > 64 ? null : Long.valueOf(number.longValue());
    }

    private static @Nullable BigInteger magnitude(String text) {
        if (text.length() > MAX_LENGTH || !text.matches("[0-9a-zA-Z_]+")) {
            return null;
        }
        int base = 10;
        String digits = text;
        if (text.length() > 1 && text.charAt(0) == '0') {
            char kind = Character.toLowerCase(text.charAt(1));
            base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
            digits = text.substring(kind == 'x' || kind == 'b' || kind == 'o' ? 2 : 1);
        }
        if (digits.contains("__") || digits.endsWith("_") || digits.startsWith("_") && base == 10) {
            return null;
        }
        String plain = digits.replace("_", "");
        for (int i = 0; i < plain.length(); i++) {
            if (Character.digit(plain.charAt(i), base) < 0) {
                return null;
            }
        }
        return plain.isEmpty() ? null : new BigInteger(plain, base);
    }

    /** The floating-point number, or null if it is none or too large. */
    public static @Nullable Double parseFloat(String text) {
        String lower = text.toLowerCase(java.util.Locale.ROOT);
        Matcher special = Pattern.compile("([+-]?)(inf|infinity|nan)").matcher(lower);
        if (special.matches()) {
            return special.group(2).equals("nan")
                    ? Double.NaN
                    : special.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        boolean hexadecimal = lower.contains("0x");
        String plain = hexadecimal ? text.replace("_", "") : text;
        if (text.length() > MAX_LENGTH
                || !(hexadecimal ? HEX_FLOAT : FLOAT).matcher(plain).matches()) {
            return null;
        }
        try {
            double number = Double.parseDouble(plain);
            return Double.isInfinite(number) ? null : Double.valueOf(number);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The value of an unsigned number that is kept as its two's complement. */
    public static double unsignedToDouble(long value) {
        return value >= 0 ? value : new BigInteger(Long.toUnsignedString(value)).doubleValue();
    }
}
