package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.GoType;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions on lists; all return new lists. */
final class ListFunctions {

    private ListFunctions() {}

    @FunctionalInterface
    private interface Use {
        Value of(Arguments arguments, ListValue list) throws CallException;
    }

    static void addTo(Map<String, Function.Body> table) {
        table.put("list", ListFunctions::list);
        table.put("tuple", ListFunctions::list);
        table.put("concat", ListFunctions::concat);
        both(
                table,
                "first",
                0,
                "find first on",
                (a, l) -> l.size() == 0 ? Value.MISSING : l.items().get(0));
        both(
                table,
                "last",
                0,
                "find last on",
                (a, l) -> l.size() == 0 ? Value.MISSING : l.items().get(l.size() - 1));
        both(table, "rest", 0, "find rest on", (a, l) -> part(a, l, Math.min(1, l.size()), l.size()));
        both(table, "initial", 0, "find initial on", (a, l) -> part(a, l, 0, Math.max(0, l.size() - 1)));
        both(table, "reverse", 0, "find reverse on", ListFunctions::reverse);
        both(table, "compact", 0, "compact on", (a, l) -> filtered(l, item -> !LogicFunctions.isEmpty(item)));
        both(table, "uniq", 0, "find uniq on", ListFunctions::unique);
        both(table, "without", 0, "find without on", (a, l) -> filtered(l, item -> !contains(a.from(1), item, a)));
        both(table, "append", 0, "push on", (a, l) -> with(a, l, l.size()));
        both(table, "push", 0, "push on", (a, l) -> with(a, l, l.size()));
        both(table, "prepend", 0, "prepend on", (a, l) -> with(a, l, 0));
        both(table, "chunk", 1, "chunk", ListFunctions::chunk);
        Use has = (a, l) -> Value.of(contains(l.items(), a.get(0), a));
        for (String name : List.of("has", "mustHas")) {
            table.put(
                    name,
                    a -> a.get(1) instanceof Value.Missing
                            ? Value.of(false)
                            : use(a, 1, "Cannot find has on type ", has));
        }
        for (String name : List.of("slice", "mustSlice")) {
            table.put(name, a -> use(a, 0, "list should be type of slice or array but ", ListFunctions::slice));
        }
    }

    private static void both(Map<String, Function.Body> table, String name, int index, String action, Use use) {
        Function.Body body = a -> use(a, index, "Cannot " + action + " type ", use);
        table.put(name, body);
        table.put("must" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), body);
    }

    private static Value use(Arguments a, int index, String complaint, Use use) throws CallException {
        Value value = a.get(index);
        if (value instanceof Value.Missing) {
            throw new CallException("runtime error: invalid memory address or nil pointer dereference");
        }
        if (!(value instanceof ListValue list)) {
            throw new CallException(complaint + value.kindName());
        }
        a.budget().elements(list.size());
        return use.of(a, list);
    }

    private static Value list(Arguments a) throws CallException {
        a.budget().elements(a.size());
        return ListValue.ofAny(a.values());
    }

    private static Value concat(Arguments a) throws CallException {
        List<Value> items = new ArrayList<>();
        for (Value value : a.values()) {
            if (!(value instanceof ListValue list)) {
                throw new CallException("Cannot concat type " + value.kindName() + " as list");
            }
            a.budget().elements(list.size());
            items.addAll(list.items());
        }
        return ListValue.ofAny(items);
    }

    private static Value part(Arguments a, ListValue list, int from, int to) throws CallException {
        a.budget().elements(to - from);
        return list.size() == 0
                ? ListValue.nil(GoType.ANY)
                : ListValue.ofAny(list.items().subList(from, to));
    }

    private static Value reverse(Arguments a, ListValue list) {
        List<Value> items = new ArrayList<>(list.items());
        Collections.reverse(items);
        return ListValue.ofAny(items);
    }

    private static Value with(Arguments a, ListValue list, int position) {
        List<Value> items = new ArrayList<>(list.items());
        items.add(position, a.get(1));
        return ListValue.ofAny(items);
    }

    @FunctionalInterface
    private interface Test {
        boolean accepts(Value item) throws CallException;
    }

    private static Value filtered(ListValue list, Test test) throws CallException {
        List<Value> items = new ArrayList<>();
        for (Value item : list.items()) {
            if (test.accepts(item)) {
                items.add(item);
            }
        }
        return ListValue.ofAny(items);
    }

    private static Value unique(Arguments a, ListValue list) throws CallException {
        List<Value> items = new ArrayList<>();
        for (Value item : list.items()) {
            if (!contains(items, item, a)) {
                items.add(item);
            }
        }
        return ListValue.ofAny(items);
    }

    private static boolean contains(List<Value> items, Value wanted, Arguments a) throws CallException {
        for (Value item : items) {
            if (DeepEquality.areEqual(item, wanted, a.budget())) {
                return true;
            }
        }
        return false;
    }

    private static Value chunk(Arguments a, ListValue list) throws CallException {
        long size = a.number(0);
        if (size <= 0) {
            throw new CallException("runtime error: makeslice: len out of range");
        }
        List<Value> chunks = new ArrayList<>();
        for (int from = 0; from < list.size(); from += (int) Math.min(size, list.size())) {
            chunks.add(ListValue.ofAny(list.items().subList(from, (int) Math.min(from + size, list.size()))));
        }
        return ListValue.of(new GoType("[]interface {}"), chunks);
    }

    private static Value slice(Arguments a, ListValue list) throws CallException {
        if (list.size() == 0) {
            return Value.MISSING;
        }
        long from = a.size() > 1 ? Casts.toInt64(a.get(1)) : 0;
        long to = a.size() > 2 ? Casts.toInt64(a.get(2)) : list.size();
        if (from < 0 || to < from || to > list.size()) {
            throw new CallException("reflect.Value.Slice: slice index out of bounds");
        }
        return list.subList((int) from, (int) to);
    }
}
