package io.kiln.model.template.value;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;

/** One verb of a format with its flags, and how it prints each type of value. Lives for one format; not thread-safe. */
final class Verb {

    private static final int MAX_DEPTH = 200;

    private final Budget budget;
    private final StringBuilder out = new StringBuilder();
    private int depth;
    boolean sharp;
    boolean zero;
    boolean plus;
    boolean minus;
    boolean space;
    boolean goSyntax;
    int width = -1;
    int precision = -1;

    Verb(Budget budget) {
        this.budget = budget;
    }

    String print(Value value, int verb) throws CallException {
        out.setLength(0);
        value(value.unwrap(), verb);
        budget.bytes(out.length());
        return out.toString();
    }

    private void value(Value value, int verb) throws CallException {
        budget.steps(1);
        if (out.length() > Budget.MAX_BYTES) {
            budget.bytes(out.length());
        }
        if (verb == 'T') {
            pad(value.typeName());
        } else if (value instanceof Value.Missing) {
            if (verb == 'v') {
                pad(depth > 0 && goSyntax ? "interface {}(nil)" : "<nil>");
            } else {
                out.append(depth > 0 ? "<nil>" : "%!" + Utf8.encode(verb) + "(<nil>)");
            }
        } else if (value instanceof Value.Bool bool) {
            scalar(verb == 't' || verb == 'v', value, verb, () -> pad(String.valueOf(bool.value())));
        } else if (value instanceof Value.Int integer) {
            integer(integer, verb);
        } else if (value instanceof Value.Flt flt) {
            scalar("vbgGfFeE".indexOf(verb) >= 0, value, verb, () -> pad0(real(flt.value(), verb)));
        } else if (value instanceof Value.Cplx complex) {
            scalar("vbgGfFeE".indexOf(verb) >= 0, value, verb, () -> pad(complex(complex, verb)));
        } else if (value instanceof Value.Str string) {
            scalar("vsxXq".indexOf(verb) >= 0, value, verb, () -> string(string.bytes(), verb));
        } else if (value instanceof ObjectValue object) {
            scalar("vsxXq".indexOf(verb) >= 0, value, verb, () -> string(object.text(), verb));
        } else {
            composite(value, verb);
        }
    }

    private void scalar(boolean fits, Value value, int verb, Runnable print) throws CallException {
        if (fits) {
            print.run();
        } else {
            bad(value, verb);
        }
    }

    private void bad(Value value, int verb) throws CallException {
        out.append("%!")
                .append(Utf8.encode(verb))
                .append('(')
                .append(value.typeName())
                .append('=');
        value(value, 'v');
        out.append(')');
    }

    private void composite(Value value, int verb) throws CallException {
        if (++depth > MAX_DEPTH) {
            throw new CallException("a value that is nested deeper than " + MAX_DEPTH + " levels cannot be printed");
        }
        String separator = goSyntax ? ", " : " ";
        String before = "";
        if (value instanceof ListValue list) {
            out.append(goSyntax ? list.typeName() + "{" : "[");
            for (Value item : list.items()) {
                out.append(before);
                value(item, verb);
                before = separator;
            }
            out.append(goSyntax ? '}' : ']');
        } else if (value instanceof MapValue map) {
            out.append(goSyntax ? map.typeName() + "{" : "map[");
            for (Map.Entry<String, Value> entry : map.entries().entrySet()) {
                out.append(before);
                value(Value.of(entry.getKey()), verb);
                out.append(':');
                value(entry.getValue(), verb);
                before = separator;
            }
            out.append(goSyntax ? '}' : ']');
        }
        depth--;
    }

    private void integer(Value.Int integer, int verb) throws CallException {
        switch (verb) {
            case 'v', 'd' -> digits(integer, 10, "", verb == 'X');
            case 'b' -> digits(integer, 2, sharp ? "0b" : "", verb == 'X');
            case 'o' -> digits(integer, 8, sharp ? "0" : "", verb == 'X');
            case 'O' -> digits(integer, 8, "0o", verb == 'X');
            case 'x' -> digits(integer, 16, sharp ? "0x" : "", verb == 'X');
            case 'X' -> digits(integer, 16, sharp ? "0X" : "", verb == 'X');
            case 'c' -> pad(Utf8.encode(code(integer)));
            case 'q' -> pad(Quote.quote(Utf8.encode(code(integer)), '\'', plus));
            case 'U' -> pad(unicode(integer));
            default -> bad(integer, verb);
        }
    }

    private static int code(Value.Int integer) {
        return integer.value() < 0 || integer.value() > Character.MAX_CODE_POINT ? Utf8.INVALID : (int) integer.value();
    }

    private String unicode(Value.Int integer) {
        String text = "U+" + String.format("%04X", integer.value());
        return sharp && Quote.isPrintable(code(integer)) ? text + " '" + Utf8.encode(code(integer)) + "'" : text;
    }

    private void digits(Value.Int integer, int base, String prefix, boolean upper) {
        boolean negative = integer.value() < 0 && !integer.type().isUnsigned();
        BigInteger number = new BigInteger(integer.decimal()).abs();
        String digits = upper ? number.toString(base).toUpperCase(Locale.ROOT) : number.toString(base);
        int least = 0;
        if (precision >= 0) {
            least = precision;
            if (precision == 0 && number.signum() == 0) {
                spaces(Math.max(width, 0));
                return;
            }
        } else if (zero && !minus && width >= 0) {
            least = width - (negative || plus || space ? 1 : 0);
        }
        String padded = "0".repeat(Math.max(0, least - digits.length())) + digits;
        String sign = negative ? "-" : plus ? "+" : space ? " " : "";
        boolean octalHasZero = base == 8 && prefix.equals("0") && padded.startsWith("0");
        boolean zeroFlag = zero;
        zero = false;
        pad(sign + (octalHasZero ? "" : prefix) + padded);
        zero = zeroFlag;
    }

    private String real(double value, int verb) {
        char format = verb == 'v' ? 'g' : verb == 'F' ? 'f' : (char) Character.toLowerCase(verb);
        int digits = precision >= 0 ? precision : format == 'g' ? GoFloat.SHORTEST : 6;
        String text = GoFloat.format(value, format == 'b' ? 'g' : format, digits);
        String sign = text.startsWith("-") || text.startsWith("+") ? "" : plus ? "+" : space ? " " : "";
        String number = text.startsWith("+") && !plus ? text : sign + text;
        return Character.isUpperCase(verb) ? number.toUpperCase(Locale.ROOT) : number;
    }

    private String complex(Value.Cplx complex, int verb) {
        String imaginary = real(complex.imaginary(), verb);
        return "(" + real(complex.real(), verb) + (imaginary.matches("[+-].*") ? "" : "+") + imaginary + "i)";
    }

    private void string(String bytes, int verb) {
        String text = bytes;
        if (precision >= 0) {
            int end = 0;
            for (int i = 0; i < precision && end < text.length(); i++) {
                end += Utf8.width(text, end);
            }
            text = text.substring(0, end);
        }
        switch (verb) {
            case 'x', 'X' -> pad(hex(text, verb));
            case 'q' -> pad(sharp && isRawQuotable(text) ? "`" + text + "`" : Quote.quote(text, '"', plus));
            default -> pad(goSyntax ? Quote.quote(text) : text);
        }
    }

    private String hex(String text, int verb) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            hex.append(space && i > 0 ? " " : "");
            hex.append(sharp && (i == 0 || space) ? "0x" : "").append(String.format("%02x", (int) text.charAt(i)));
        }
        return verb == 'X' ? hex.toString().toUpperCase(Locale.ROOT) : hex.toString();
    }

    /** Whether a string can stand between backquotes. */
    static boolean isRawQuotable(String text) {
        return text.chars().noneMatch(c -> c < ' ' && c != '\t' || c == '`' || c == 0x7f)
                && !Utf8.decode(text).contains("\uFEFF");
    }

    private void pad0(String number) {
        boolean finite = !number.endsWith("Inf") && !number.endsWith("NaN");
        int missing = width - number.length();
        if (zero && !minus && finite && missing > 0 && number.matches("[-+ ].*")) {
            out.append(number.charAt(0)).append("0".repeat(missing)).append(number, 1, number.length());
        } else {
            boolean zeroFlag = zero;
            zero = zero && finite;
            pad(number);
            zero = zeroFlag;
        }
    }

    private void pad(String text) {
        int missing = width - (width > 0 ? Utf8.count(text) : 0);
        if (missing <= 0) {
            out.append(text);
        } else if (minus) {
            out.append(text);
            spaces(missing);
        } else {
            out.append((zero ? "0" : " ").repeat(missing)).append(text);
        }
    }

    private void spaces(int count) {
        out.append(" ".repeat(count));
    }
}
