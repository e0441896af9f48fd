package io.kiln.model.template;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Format;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Printer;
import io.kiln.model.template.value.Signature;
import io.kiln.model.template.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions that the language itself has. */
final class Builtins {

    private static final Map<String, Function> FUNCTIONS = table();

    private Builtins() {}

    /** A function that stops evaluating its arguments at the first one with that truth. */
    record ShortCircuit(boolean stopsAt) implements Function.Body {
        @Override
        public Value call(Arguments arguments) throws CallException {
            throw new CallException("a short-circuit function evaluates its own arguments");
        }
    }

    static Map<String, Function> functions() {
        return FUNCTIONS;
    }

    private static Map<String, Function> table() {
        Map<String, Function.Body> bodies = new HashMap<>();
        bodies.put("and", new ShortCircuit(false));
        bodies.put("or", new ShortCircuit(true));
        bodies.put("not", a -> Value.of(!a.get(0).isTrue()));
        bodies.put("eq", a -> Value.of(Comparison.equalsAny(a)));
        bodies.put("ne", a -> Value.of(!Comparison.equalsAny(a)));
        bodies.put("lt", a -> Value.of(Comparison.isLess(a.get(0), a.get(1))));
        bodies.put("le", a -> Value.of(isLessOrEqual(a)));
        bodies.put("gt", a -> Value.of(!isLessOrEqual(a)));
        bodies.put("ge", a -> Value.of(!Comparison.isLess(a.get(0), a.get(1))));
        bodies.put("len", a -> Value.ofInt(length(a.get(0))));
        bodies.put("index", Indexing::index);
        bodies.put("slice", Indexing::slice);
        bodies.put("call", Builtins::call);
        bodies.put("print", a -> Value.of(Printer.sprint(a.values(), a.budget())));
        bodies.put("println", Builtins::println);
        bodies.put("printf", a -> Value.of(Format.sprintf(a.string(0), a.from(1), a.budget())));
        bodies.put("html", a -> Value.of(Escapes.html(text(a), a.budget())));
        bodies.put("js", a -> Value.of(Escapes.javaScript(text(a), a.budget())));
        bodies.put("urlquery", a -> Value.of(Escapes.urlQuery(text(a), a.budget())));
        Map<String, Function> functions = new HashMap<>();
        Signature.readTable(Builtins.class, "builtin-signatures.tsv").forEach((name, signature) -> {
            Function.Body body = bodies.get(name);
            if (body == null) {
                throw new IllegalStateException("built-in function " + name + " has no implementation");
            }
            functions.put(name, new Function(name, signature, body));
        });
        return Map.copyOf(functions);
    }

    private static boolean isLessOrEqual(Arguments a) throws CallException {
        return Comparison.isLess(a.get(0), a.get(1)) || Comparison.equalsAny(a);
    }

    private static int length(Value value) throws CallException {
        if (value instanceof Value.Str string) {
            return string.bytes().length();
        }
        if (value instanceof ListValue list) {
            return list.size();
        }
        if (value instanceof MapValue map) {
            return map.entries().size();
        }
        if (value instanceof Value.Missing) {
            throw new CallException("reflect: call of reflect.Value.Type on zero Value");
        }
        throw new CallException("len of type " + value.typeName());
    }

    private static Value call(Arguments a) throws CallException {
        Value function = a.get(0);
        if (function instanceof Value.Missing) {
            throw new CallException("call of nil");
        }
        throw new CallException(
                "non-function " + io.kiln.model.template.value.Utf8.decode(Printer.print(function, a.budget()))
                        + " of type " + function.typeName());
    }

    private static Value println(Arguments a) throws CallException {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < a.size(); i++) {
            String text = Printer.print(a.get(i), a.budget());
            a.budget().bytes(text.length());
            out.append(i > 0 ? " " : "").append(text);
        }
        return Value.of(out.append('\n').toString());
    }

    /** The arguments as one text: a single string as it is, everything else printed. */
    private static String text(Arguments a) throws CallException {
        if (a.size() == 1 && a.get(0) instanceof Value.Str string) {
            return string.bytes();
        }
        List<Value> printable = a.values().stream()
                .map(v -> v instanceof Value.Missing ? Value.of("<no value>") : v)
                .toList();
        return Printer.sprint(printable, a.budget());
    }
}
