package io.kiln.oci.layer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/** Times in pax headers: seconds since 1970 with a fraction. */
final class PaxTime {

    private static final Pattern FORM = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]{0,20})?");

    private PaxTime() {}

    static String format(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .stripTrailingZeros()
                .toPlainString();
    }

    static Instant parse(byte[] value) throws MalformedArchiveException {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (!FORM.matcher(text).matches()) {
            throw MalformedArchiveException.of("the time '" + text + "' in a pax header is not a number of seconds");
        }
        BigDecimal seconds = new BigDecimal(text.endsWith(".") ? text + "0" : text);
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        return of(
                whole.longValueExact(),
                seconds.subtract(whole).movePointRight(9).intValue());
    }

    static Instant of(long seconds, int nanos) throws MalformedArchiveException {
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException e) {
            throw MalformedArchiveException.of("the time " + seconds + " is out of range");
        }
    }
}
