package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.GoNumber;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Quote;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON as Go's {@code encoding/json}: every number is a {@code float64}. Used once. */
final class JsonReader {

    private static final int MAX_DEPTH = 200;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String input;
    private final Budget budget;
    private int at;

    JsonReader(String input, Budget budget) {
        this.input = input;
        this.budget = budget;
    }

    Value read() throws CallException {
        Value value = value(0);
        skipSpace();
        if (at < input.length()) {
            throw unexpected("after top-level value");
        }
        return value;
    }

    private Value value(int depth) throws CallException {
        if (depth > MAX_DEPTH) {
            throw new CallException("exceeded max depth");
        }
        budget.elements(1);
        skipSpace();
        char c = peek();
        switch (c) {
            case '{':
                return object(depth);
            case '[':
                return array(depth);
            case '"':
                return Value.of(string());
            case 't':
                return literal("true", Value.of(true));
            case 'f':
                return literal("false", Value.of(false));
            case 'n':
                return literal("null", Value.MISSING);
            default:
                return number();
        }
    }

    private Value literal(String word, Value value) throws CallException {
        for (int i = 0; i < word.length(); i++, at++) {
            if (peek() != word.charAt(i)) {
                throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
        return value;
    }

    private Value number() throws CallException {
        Matcher matcher = NUMBER.matcher(input).region(at, input.length());
        if (!matcher.lookingAt()) {
            if (peek() == '-') {
                at++;
                peek();
                throw unexpected("in numeric literal");
            }
            throw unexpected("looking for beginning of value");
        }
        Double number = GoNumber.parseFloat(matcher.group());
        if (number == null) {
            throw new CallException(
                    "json: cannot unmarshal number " + matcher.group() + " into Go value of type float64");
        }
        at = matcher.end();
        return Value.of(number);
    }

    private Value array(int depth) throws CallException {
        List<Value> items = new ArrayList<>();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return ListValue.ofAny(items);
        }
        while (true) {
            items.add(value(depth + 1));
            skipSpace();
            char c = peek();
            if (c != ',' && c != ']') {
                throw unexpected("after array element");
            }
            at++;
            if (c == ']') {
                return ListValue.ofAny(items);
            }
        }
    }

    private Value object(int depth) throws CallException {
        MapValue map = MapValue.dict();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return map;
        }
        while (true) {
            skipSpace();
            if (peek() != '"') {
                throw unexpected("looking for beginning of object key string");
            }
            String key = string();
            skipSpace();
            if (peek() != ':') {
                throw unexpected("after object key");
            }
            at++;
            map.put(key, value(depth + 1));
            skipSpace();
            char c = peek();
            if (c != ',' && c != '}') {
                throw unexpected("after object key:value pair");
            }
            at++;
            if (c == '}') {
                return map;
            }
        }
    }

    private String string() throws CallException {
        StringBuilder out = new StringBuilder();
        at++;
        while (peek() != '"') {
            char c = peek();
            if (c < ' ') {
                throw unexpected("in string literal");
            }
            if (c == '\\') {
                escape(out);
            } else {
                int width = Utf8.width(input, at);
                out.append(width == 1 && c >= 0x80 ? Utf8.encode(Utf8.INVALID) : input.substring(at, at + width));
                at += width;
            }
        }
        at++;
        budget.bytes(out.length());
        return out.toString();
    }

    private void escape(StringBuilder out) throws CallException {
        at++;
        int simple = "\"\\/bfnrt".indexOf(peek());
        if (simple >= 0) {
            out.append("\"\\/\b\f\n\r\t".charAt(simple));
            at++;
            return;
        }
        if (peek() != 'u') {
            throw unexpected("in string escape code");
        }
        at++;
        int unit = hexadecimal();
        if (Character.isHighSurrogate((char) unit) && input.startsWith("\\u", at)) {
            int back = at;
            at += 2;
            int low = hexadecimal();
            if (Character.isLowSurrogate((char) low)) {
                out.append(Utf8.encode(Character.toCodePoint((char) unit, (char) low)));
                return;
            }
            at = back;
        }
        out.append(Utf8.encode(unit));
    }

    private int hexadecimal() throws CallException {
        int number = 0;
        for (int i = 0; i < 4; i++, at++) {
            int digit = peek() > 0x7f ? -1 : Character.digit(peek(), 16);
            if (digit < 0) {
                throw unexpected("in \\u hexadecimal character escape");
            }
            number = number << 4 | digit;
        }
        return number;
    }

    private void skipSpace() {
        while (at < input.length() && " \t\r\n".indexOf(input.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws CallException {
        if (at >= input.length()) {
            throw new CallException("unexpected end of JSON input");
        }
        return input.charAt(at);
    }

    private CallException unexpected(String context) {
        char c = input.charAt(at);
        String quoted = Quote.quote(Utf8.encode((int) c));
        String character = c == '\'' ? "\\'" : c == '"' ? "\"" : Utf8.decode(quoted.substring(1, quoted.length() - 1));
        return new CallException("invalid character '" + character + "' " + context);
    }
}
