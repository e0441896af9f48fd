package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Quote;
import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions that cut, join, search and quote strings. */
final class StringFunctions {

    private StringFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("hello", a -> Value.of("Hello!"));
        table.put("contains", a -> Value.of(a.string(1).contains(a.string(0))));
        table.put("hasPrefix", a -> Value.of(a.string(1).startsWith(a.string(0))));
        table.put("hasSuffix", a -> Value.of(a.string(1).endsWith(a.string(0))));
        table.put("replace", a -> Value.of(Strings.replace(a.string(2), a.string(0), a.string(1), a.budget())));
        table.put("repeat", a -> Value.of(Strings.repeat(a.string(1), a.integer(0), a.budget())));
        table.put("substr", a -> Value.of(substring(a.number(0), a.number(1), a.string(2))));
        table.put("trunc", a -> Value.of(truncate(a.number(0), a.string(1))));
        table.put("trim", a -> Value.of(Strings.trimSpace(a.string(0))));
        table.put("trimAll", a -> Value.of(Strings.trim(a.string(1), a.string(0))));
        table.put("trimall", a -> Value.of(Strings.trim(a.string(1), a.string(0))));
        table.put("trimPrefix", a -> Value.of(trimPrefix(a.string(0), a.string(1))));
        table.put("trimSuffix", a -> Value.of(trimSuffix(a.string(0), a.string(1))));
        table.put("cat", StringFunctions::cat);
        table.put("quote", a -> Value.of(quoteAll(a, true)));
        table.put("squote", a -> Value.of(quoteAll(a, false)));
        table.put("indent", a -> Value.of(indent(a)));
        table.put("nindent", a -> Value.of("\n" + indent(a)));
        table.put("plural", a -> Value.of(a.number(2) == 1 ? a.string(0) : a.string(1)));
        table.put("join", a -> Value.of(join(a)));
        table.put("toString", a -> Value.of(Strings.text(a.get(0), a.budget())));
        table.put("toStrings", a -> ListValue.ofStrings(Strings.texts(a.get(0), a.budget())));
        table.put(
                "sortAlpha",
                a -> ListValue.ofStrings(
                        Strings.texts(a.get(0), a.budget()).stream().sorted().toList()));
        table.put("splitList", a -> ListValue.ofStrings(Strings.split(a.string(1), a.string(0), -1, a.budget())));
        table.put("split", a -> numbered(Strings.split(a.string(1), a.string(0), -1, a.budget())));
        table.put("splitn", a -> numbered(Strings.split(a.string(2), a.string(0), a.integer(1), a.budget())));
    }

    private static String trimPrefix(String prefix, String s) {
        return s.startsWith(prefix) ? s.substring(prefix.length()) : s;
    }

    private static String trimSuffix(String suffix, String s) {
        return s.endsWith(suffix) ? s.substring(0, s.length() - suffix.length()) : s;
    }

    private static String substring(long start, long end, String s) throws CallException {
        if (start < 0) {
            return slice(s, 0, end);
        }
        return end < 0 || end > s.length() ? sliceFrom(s, start) : slice(s, start, end);
    }

    private static String sliceFrom(String s, long start) throws CallException {
        if (start > s.length()) {
            throw new CallException("runtime error: slice bounds out of range [" + start + ":" + s.length() + "]");
        }
        return s.substring((int) start);
    }

    private static String slice(String s, long start, long end) throws CallException {
        if (end < 0) {
            throw new CallException("runtime error: slice bounds out of range [:" + end + "]");
        }
        if (end > s.length()) {
            throw new CallException(
                    "runtime error: slice bounds out of range [:" + end + "] with length " + s.length());
        }
        if (start > end) {
            throw new CallException("runtime error: slice bounds out of range [" + start + ":" + end + "]");
        }
        return s.substring((int) start, (int) end);
    }

    private static String truncate(long count, String s) {
        if (count < 0 && s.length() + count > 0) {
            return s.substring((int) (s.length() + count));
        }
        return count >= 0 && s.length() > count ? s.substring(0, (int) count) : s;
    }

    private static Value cat(Arguments a) throws CallException {
        List<String> texts = new ArrayList<>();
        for (Value value : a.values()) {
            if (!(value instanceof Value.Missing)) {
                texts.add(io.kiln.model.template.value.Printer.print(value, a.budget()));
                a.budget().bytes(texts.get(texts.size() - 1).length());
            }
        }
        return Value.of(String.join(" ", texts));
    }

    private static String quoteAll(Arguments a, boolean escape) throws CallException {
        List<String> quoted = new ArrayList<>();
        for (Value value : a.values()) {
            if (!(value instanceof Value.Missing)) {
                String text = Strings.text(value, a.budget());
                a.budget().bytes(text.length() * (escape ? 4L : 1L));
                quoted.add(escape ? Quote.quote(text) : "'" + text + "'");
            }
        }
        return String.join(" ", quoted);
    }

    private static String indent(Arguments a) throws CallException {
        String pad = Strings.repeat(" ", a.integer(0), a.budget());
        return pad + Strings.replace(a.string(1), "\n", "\n" + pad, a.budget());
    }

    private static String join(Arguments a) throws CallException {
        List<String> texts = Strings.texts(a.get(1), a.budget());
        long size = 0;
        for (String text : texts) {
            size += text.length() + (long) a.string(0).length();
        }
        a.budget().bytes(size);
        return String.join(a.string(0), texts);
    }

    private static Value numbered(List<String> parts) throws CallException {
        MapValue map = MapValue.strings();
        for (int i = 0; i < parts.size(); i++) {
            map.put("_" + i, Value.of(parts.get(i)));
        }
        return map;
    }
}
