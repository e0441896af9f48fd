package io.kiln.model.template;

import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.GoNumber;
import io.kiln.model.template.value.Quote;
import io.kiln.model.template.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A number in a template: each reading of it that loses nothing, null where there is none.
 *
 * @param unsigned the reading as an unsigned number, as its two's complement
 */
record Constant(
        String text,
        @Nullable Long integer,
        @Nullable Long unsigned,
        @Nullable Double real,
        Value.@Nullable Cplx complex) {

    static Constant parse(String text, Token.Type type) throws CallException {
        if (type == Token.Type.CHARACTER_CONSTANT) {
            long code = Quote.unquoteCharacter(text);
            return new Constant(text, code, code, (double) code, null);
        }
        if (text.endsWith("i")) {
            return complex(text);
        }
        Long integer = GoNumber.parseInt(text);
        Long unsigned = GoNumber.parseUint(text);
        if (integer != null) {
            return new Constant(text, integer, integer == 0 ? Long.valueOf(0) : unsigned, (double) integer, null);
        }
        if (unsigned != null) {
            return new Constant(text, null, unsigned, GoNumber.unsignedToDouble(unsigned), null);
        }
        Double real = GoNumber.parseFloat(text);
        if (real == null) {
            throw new CallException("illegal number syntax: " + Quote.quote(text));
        }
        if (!isFractional(text)) {
            throw new CallException("integer overflow: " + Quote.quote(text));
        }
        return new Constant(text, exactInteger(real), exactUnsigned(real), real, null);
    }

    private static Constant complex(String text) throws CallException {
        int split = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        boolean exponent = split > 0 && "eEpP".indexOf(text.charAt(split - 1)) >= 0;
        String before = split > 0 && !exponent ? text.substring(0, split) : "0";
        String after = text.substring(split > 0 && !exponent ? split : 0, text.length() - 1);
        Double real = GoNumber.parseFloat(before);
        Double imaginary = GoNumber.parseFloat(after);
        if (real == null || imaginary == null) {
            throw new CallException("illegal number syntax: " + Quote.quote(text));
        }
        Double alone = imaginary == 0 ? real : null;
        return new Constant(
                text,
                alone == null ? null : exactInteger(alone),
                alone == null ? null : exactUnsigned(alone),
                alone,
                new Value.Cplx(real, imaginary));
    }

    private static @Nullable Long exactInteger(double real) {
        return real == Math.rint(real) && Math.abs(real) < 0x1p63 ? Long.valueOf((long) real) : null;
    }

    private static @Nullable Long exactUnsigned(double real) {
        return real >= 0 ? exactInteger(real) : null;
    }

    private static boolean isFractional(String text) {
        return text.chars().anyMatch(c -> ".eEpP".indexOf(c) >= 0);
    }

    /** The value that the number has where no type is asked for. */
    Value ideal() throws CallException {
        if (complex != null) {
            return complex;
        }
        boolean isCharacter = text.startsWith("'");
        boolean isHexadecimal = text.length() > 2
                && text.charAt(0) == '0'
                && "xX".indexOf(text.charAt(1)) >= 0
                && text.indexOf('p') < 0
                && text.indexOf('P') < 0;
        if (real != null && !isCharacter && !isHexadecimal && isFractional(text)) {
            return Value.of(real);
        }
        if (integer == null) {
            throw new CallException(text + " overflows int");
        }
        return Value.ofInt(integer);
    }
}
