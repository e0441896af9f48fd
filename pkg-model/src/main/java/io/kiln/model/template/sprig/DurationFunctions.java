package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.GoNumber;
import io.kiln.model.template.value.IntType;
import io.kiln.model.template.value.Value;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions on lengths of time, which need no clock. */
final class DurationFunctions {

    private static final long SECOND = 1_000_000_000L;
    private static final Pattern PART =
            Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|\u00c2\u00b5s|\u00ce\u00bcs|ms|s|m|h)");
    private static final BigDecimal LIMIT = BigDecimal.valueOf(Long.MAX_VALUE);

    private DurationFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("duration", a -> Value.of(print(seconds(a.get(0)) * SECOND)));
        table.put("durationRound", a -> Value.of(round(nanoseconds(a.get(0)))));
    }

    private static long seconds(Value value) {
        if (value instanceof Value.Str string && string.bytes().matches("[-+]?[0-9]+")) {
            Long number = GoNumber.parseInt(string.bytes().replaceFirst("^([-+]?)0+(?=[0-9])", "$1"));
            return number == null ? 0 : number;
        }
        return value instanceof Value.Int integer && integer.type() == IntType.INT64 ? integer.value() : 0;
    }

    private static long nanoseconds(Value value) {
        if (value instanceof Value.Str string) {
            return parse(string.bytes());
        }
        return value instanceof Value.Int integer && integer.type() == IntType.INT64 ? integer.value() : 0;
    }

    /** A duration such as 2h10m5s; 0 if it is none. */
    private static long parse(String text) {
        if (text.length() > 200) {
            return 0;
        }
        boolean negative = text.startsWith("-");
        String parts = negative || text.startsWith("+") ? text.substring(1) : text;
        BigDecimal sum = BigDecimal.ZERO;
        Matcher matcher = PART.matcher(parts);
        int at = 0;
        while (at < parts.length()) {
            if (!matcher.region(at, parts.length()).lookingAt()) {
                return 0;
            }
            sum = sum.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher.group(2)))));
            at = matcher.end();
        }
        if (sum.compareTo(LIMIT) > 0) {
            return 0;
        }
        return negative ? -sum.longValue() : sum.longValue();
    }

    private static long unit(String name) {
        return switch (name) {
            case "ns" -> 1;
            case "ms" -> 1_000_000;
            case "s" -> SECOND;
            case "m" -> 60 * SECOND;
            case "h" -> 3600 * SECOND;
            default -> 1000;
        };
    }

    private static String print(long nanoseconds) {
        String sign = nanoseconds < 0 ? "-" : "";
        BigDecimal total = BigDecimal.valueOf(nanoseconds).abs().movePointLeft(9);
        long seconds = total.longValue();
        BigDecimal rest =
                total.subtract(BigDecimal.valueOf(seconds - seconds % 60)).stripTrailingZeros();
        String tail = (rest.signum() == 0 ? "0" : rest.toPlainString()) + "s";
        String minutes = seconds >= 60 ? seconds / 60 % 60 + "m" : "";
        return sign + (seconds >= 3600 ? seconds / 3600 + "h" : "") + minutes + tail;
    }

    private static String round(long nanoseconds) {
        // The smallest long has no absolute value; its bits are the right unsigned number.
        long magnitude = Math.abs(nanoseconds);
        long[] units = {
            365 * 24 * 3600 * SECOND, 30 * 24 * 3600 * SECOND, 24 * 3600 * SECOND, 3600 * SECOND, 60 * SECOND, SECOND
        };
        for (int i = 0; i < units.length; i++) {
            if (Long.compareUnsigned(magnitude, units[i]) > 0) {
                return Long.divideUnsigned(magnitude, units[i]) + String.valueOf("ymdhms".charAt(i));
            }
        }
        return "0s";
    }
}
