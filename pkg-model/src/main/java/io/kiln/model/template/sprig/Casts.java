package io.kiln.model.template.sprig;

import io.kiln.model.template.value.GoNumber;
import io.kiln.model.template.value.Value;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as numbers; what is none is zero. */
final class Casts {

    private static final Pattern DECIMAL = Pattern.compile("([-+]?[0-9]*)(\\.[0-9]*)?");

    private Casts() {}

    /** A value as a whole number; a string is read as in Go source, so that a leading 0 means octal. */
    static long toInt64(Value value) {
        if (value instanceof Value.Int integer) {
            return integer.value();
        }
        if (value instanceof Value.Flt real) {
            return truncate(real.value());
        }
        if (value instanceof Value.Bool bool) {
            return bool.value() ? 1 : 0;
        }
        if (value instanceof Value.Str string) {
            Long number = GoNumber.parseInt(withoutFraction(string.bytes()));
            return number == null ? 0 : number;
        }
        return 0;
    }

    /** Go's conversion on x86: what does not fit is the smallest number. */
    private static long truncate(double value) {
        return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
    }

    private static String withoutFraction(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        Matcher matcher = DECIMAL.matcher(text);
        if (!matcher.matches()) {
            return text;
        }
        String whole = matcher.group(1);
        return whole.isEmpty() || whole.equals("-") || whole.equals("+") ? "0" : whole;
    }

    static double toDouble(Value value) {
        if (value instanceof Value.Flt real) {
            return real.value();
        }
        if (value instanceof Value.Int integer) {
            return integer.type().isUnsigned() ? GoNumber.unsignedToDouble(integer.value()) : integer.value();
        }
        if (value instanceof Value.Bool bool) {
            return bool.value() ? 1 : 0;
        }
        if (value instanceof Value.Str string) {
            Double number = GoNumber.parseFloat(string.bytes());
            return number == null ? 0 : number;
        }
        return 0;
    }

    /** A decimal string as Go's {@code strconv.Atoi}: zero if it is none, the nearest number if it is too large. */
    static long atoi(String text) {
        if (!text.matches("[-+]?[0-9]+")) {
            return 0;
        }
        java.math.BigInteger number = new java.math.BigInteger(text.length() > 400 ? "9".repeat(30) : text);
        boolean negative = text.startsWith("-");
        return number.bitLength() < 64 ? number.longValue() : negative ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** An octal number; zero if it is none. */
    static long octal(String text) {
        try {
            return text.length() > 64 || !text.matches("[-+]?[0-7]+") ? 0 : Long.parseLong(text, 8);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
