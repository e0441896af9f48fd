package io.kiln.model.template.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floating-point numbers as Go's {@code strconv.FormatFloat} writes them. */
public final class GoFloat {

    /** The precision that asks for the fewest digits that read back as the same number. */
    public static final int SHORTEST = -1;

    private GoFloat() {}

    /** The number as {@code %v} prints it. */
    public static String general(double value) {
        return format(value, 'g', SHORTEST);
    }

    /** The number in one of the formats {@code e}, {@code f} and {@code g}. */
    public static String format(double value, char format, int precision) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean negative = value < 0 || 1 / value == Double.NEGATIVE_INFINITY;
        return (negative ? "-" : "") + positive(Math.abs(value), format, precision);
    }

    private static String positive(double value, char format, int precision) {
        boolean shortest = precision < 0;
        if (format == 'f') {
            BigDecimal exact =
                    shortest ? shortest(value) : new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN);
            return shortest && exact.scale() < 0 ? exact.setScale(0).toPlainString() : exact.toPlainString();
        }
        int digits = format == 'e' ? precision + 1 : Math.max(precision, 1);
        BigDecimal rounded = shortest ? shortest(value) : round(value, digits);
        String unscaled = rounded.unscaledValue().toString();
        int exponent = value == 0 ? 0 : unscaled.length() - rounded.scale() - 1;
        if (format == 'e') {
            return scientific(shortest ? unscaled : pad(unscaled, digits), exponent);
        }
        String significant = trimZeros(unscaled);
        int limit = shortest
                ? 6
                : digits > significant.length() && significant.length() >= exponent + 1 ? significant.length() : digits;
        if (exponent < -4 || exponent >= limit) {
            return scientific(significant, exponent);
        }
        BigDecimal plain = rounded.stripTrailingZeros();
        return (plain.scale() < 0 ? plain.setScale(0) : plain).toPlainString();
    }

    private static BigDecimal round(double value, int digits) {
        return new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    private static BigDecimal shortest(double value) {
        if (value == 0) {
            return BigDecimal.ZERO;
        }
        for (int digits = 1; digits < 17; digits++) {
            BigDecimal candidate = round(value, digits);
            if (candidate.doubleValue() == value) {
                return candidate.stripTrailingZeros();
            }
        }
        return round(value, 17).stripTrailingZeros();
    }

    private static String scientific(String digits, int exponent) {
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        int magnitude = Math.abs(exponent);
        return digits.charAt(0) + fraction + "e" + (exponent < 0 ? '-' : '+') + (magnitude < 10 ? "0" : "") + magnitude;
    }

    private static String pad(String digits, int count) {
        return digits.length() >= count ? digits.substring(0, count) : digits + "0".repeat(count - digits.length());
    }

    private static String trimZeros(String digits) {
        int end = digits.length();
        while (end > 1 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, end);
    }
}
