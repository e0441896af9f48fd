package io.kiln.model.template.value;

import java.util.List;

/** A format string of {@code printf} on its way through its arguments. Used once. */
public final class Format {

    private static final int MAX_NUMBER = 1_000_000;

    private final String format;
    private final List<Value> arguments;
    private final Budget budget;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int argument;
    private boolean reordered;
    private boolean goodIndex;
    private boolean afterIndex;

    private Format(String format, List<Value> arguments, Budget budget) {
        this.format = format;
        this.arguments = arguments;
        this.budget = budget;
    }

    /** The bytes of {@code fmt.Sprintf}. */
    public static String sprintf(String format, List<Value> arguments, Budget budget) throws CallException {
        return new Format(format, arguments, budget).run();
    }

    private String run() throws CallException {
        while (at < format.length()) {
            int percent = format.indexOf('%', at);
            int end = percent < 0 ? format.length() : percent;
            out.append(format, at, end);
            at = end + 1;
            if (percent >= 0) {
                directive();
            }
        }
        if (!reordered && argument < arguments.size()) {
            extra();
        }
        return out.toString();
    }

    private void directive() throws CallException {
        Verb verb = new Verb(budget);
        goodIndex = true;
        afterIndex = false;
        flags(verb);
        index();
        width(verb);
        precision(verb);
        if (!afterIndex) {
            index();
        }
        if (at >= format.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        int letter = Utf8.rune(format, at);
        at += Utf8.width(format, at);
        if (letter == '%') {
            out.append('%');
        } else if (!goodIndex) {
            out.append("%!").append(Utf8.encode(letter)).append("(BADINDEX)");
        } else if (argument >= arguments.size()) {
            out.append("%!").append(Utf8.encode(letter)).append("(MISSING)");
        } else {
            if (letter == 'v') {
                verb.goSyntax = verb.sharp;
                verb.sharp = false;
                verb.plus = false;
            }
            budget.bytes(Math.max(verb.width, verb.precision));
            out.append(verb.print(arguments.get(argument++), letter));
        }
    }

    private void flags(Verb verb) {
        for (; at < format.length(); at++) {
            switch (format.charAt(at)) {
                case '#' -> verb.sharp = true;
                case '0' -> verb.zero = true;
                case '+' -> verb.plus = true;
                case '-' -> verb.minus = true;
                case ' ' -> verb.space = true;
                default -> {
                    return;
                }
            }
        }
    }

    private void width(Verb verb) {
        if (isStar()) {
            verb.width = fromArgument();
            if (verb.width == Integer.MIN_VALUE) {
                out.append("%!(BADWIDTH)");
                verb.width = -1;
            } else if (verb.width < 0) {
                verb.width = -verb.width;
                verb.minus = true;
                verb.zero = false;
            }
        } else {
            verb.width = number();
            goodIndex &= !(afterIndex && verb.width >= 0);
        }
    }

    private void precision(Verb verb) {
        if (at >= format.length() || format.charAt(at) != '.') {
            return;
        }
        at++;
        goodIndex &= !afterIndex;
        index();
        if (isStar()) {
            verb.precision = fromArgument();
            if (verb.precision < 0) {
                verb.precision = -1;
                out.append("%!(BADPREC)");
            }
        } else {
            verb.precision = Math.max(0, number());
        }
    }

    private boolean isStar() {
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            return true;
        }
        return false;
    }

    private int fromArgument() {
        afterIndex = false;
        if (argument < arguments.size()
                && arguments.get(argument++).unwrap() instanceof Value.Int integer
                && Math.abs(integer.value()) <= MAX_NUMBER) {
            return (int) integer.value();
        }
        return Integer.MIN_VALUE;
    }

    private int number() {
        int start = at;
        int number = 0;
        while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
            number = Math.min(number * 10 + format.charAt(at++) - '0', MAX_NUMBER + 1);
        }
        return at == start || number > MAX_NUMBER ? -1 : number;
    }

    private void index() {
        if (at >= format.length() || format.charAt(at) != '[') {
            afterIndex = false;
            return;
        }
        reordered = true;
        int close = format.indexOf(']', at);
        afterIndex = close >= 0;
        if (close < 0) {
            goodIndex = false;
            at++;
            return;
        }
        at++;
        int index = number();
        if (index >= 1 && index <= arguments.size() && at == close) {
            argument = index - 1;
        } else {
            goodIndex = false;
        }
        at = close + 1;
    }

    private void extra() throws CallException {
        out.append("%!(EXTRA ");
        String before = "";
        for (Value value : arguments.subList(argument, arguments.size())) {
            out.append(before);
            before = ", ";
            boolean missing = value.unwrap() instanceof Value.Missing;
            out.append(missing ? "" : value.unwrap().typeName() + "=").append(Printer.print(value, budget));
        }
        out.append(')');
    }
}
