package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.GoFloat;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.ObjectValue;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.util.Map;

/** Writes values as Go's {@code encoding/json}. Used once. */
final class JsonWriter {

    private static final int MAX_DEPTH = 200;

    private final boolean escapeHtml;
    private final boolean pretty;
    private final Budget budget;
    private final StringBuilder out = new StringBuilder();
    private int counted;

    JsonWriter(boolean escapeHtml, boolean pretty, Budget budget) {
        this.escapeHtml = escapeHtml;
        this.pretty = pretty;
        this.budget = budget;
    }

    String write(Value value) throws CallException {
        value(value, 0);
        return out.toString();
    }

    private void value(Value value, int depth) throws CallException {
        budget.steps(1);
        budget.bytes(out.length() - counted);
        counted = out.length();
        if (depth > MAX_DEPTH) {
            throw new CallException("json: unsupported value: nested deeper than " + MAX_DEPTH + " levels");
        }
        if (value instanceof Value.Missing
                || value instanceof ListValue list && list.isNil()
                || value instanceof MapValue map && map.isNil()) {
            out.append("null");
        } else if (value instanceof Value.Bool bool) {
            out.append(bool.value());
        } else if (value instanceof Value.Int integer) {
            out.append(integer.decimal());
        } else if (value instanceof Value.Flt real) {
            out.append(number(real.value()));
        } else if (value instanceof Value.Str string) {
            string(string.bytes());
        } else if (value instanceof ObjectValue object) {
            string(object.text());
        } else if (value instanceof ListValue list) {
            list(list, depth);
        } else if (value instanceof MapValue map) {
            map(map, depth);
        } else {
            throw new CallException("json: unsupported type: " + value.typeName());
        }
    }

    private static String number(double value) throws CallException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new CallException("json: unsupported value: " + GoFloat.general(value));
        }
        double magnitude = Math.abs(value);
        if (magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21)) {
            return GoFloat.format(value, 'e', GoFloat.SHORTEST).replaceFirst("e-0(?=[0-9]$)", "e-");
        }
        return GoFloat.format(value, 'f', GoFloat.SHORTEST);
    }

    private void list(ListValue list, int depth) throws CallException {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            out.append(i > 0 ? "," : "");
            newLine(depth + 1);
            value(list.items().get(i), depth + 1);
        }
        close(list.size(), depth, ']');
    }

    private void map(MapValue map, int depth) throws CallException {
        out.append('{');
        String comma = "";
        for (Map.Entry<String, Value> entry : map.entries().entrySet()) {
            out.append(comma);
            comma = ",";
            newLine(depth + 1);
            string(entry.getKey());
            out.append(pretty ? ": " : ":");
            value(entry.getValue(), depth + 1);
        }
        close(map.entries().size(), depth, '}');
    }

    private void close(int size, int depth, char bracket) {
        if (size > 0) {
            newLine(depth);
        }
        out.append(bracket);
    }

    private void newLine(int depth) {
        if (pretty) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void string(String bytes) {
        out.append('"');
        for (int at = 0, width; at < bytes.length(); at += width) {
            width = Utf8.width(bytes, at);
            int rune = Utf8.rune(bytes, at);
            int special = "\"\\\b\f\n\r\t".indexOf(rune);
            boolean html = escapeHtml && (rune == '<' || rune == '>' || rune == '&');
            if (special >= 0) {
                out.append('\\').append("\"\\bfnrt".charAt(special));
            } else if (rune < ' ' || html || rune == 0x2028 || rune == 0x2029 || width == 1 && rune == Utf8.INVALID) {
                out.append(String.format("\\u%04x", rune));
            } else {
                out.append(bytes, at, at + width);
            }
        }
        out.append('"');
    }
}
