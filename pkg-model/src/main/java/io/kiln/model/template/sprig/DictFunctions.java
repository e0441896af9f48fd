package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Functions on dictionaries; {@code set}, {@code unset} and the merging ones change their first argument. */
final class DictFunctions {

    private DictFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("dict", DictFunctions::dict);
        table.put("get", a -> a.dict(0).entries().getOrDefault(a.string(1), Value.of("")));
        table.put("set", DictFunctions::set);
        table.put("unset", DictFunctions::unset);
        table.put("hasKey", a -> Value.of(a.dict(0).entries().containsKey(a.string(1))));
        table.put("pluck", DictFunctions::pluck);
        table.put("keys", DictFunctions::keys);
        table.put("values", DictFunctions::values);
        table.put("pick", a -> select(a, true));
        table.put("omit", a -> select(a, false));
        table.put("dig", DictFunctions::dig);
        for (String must : List.of("m", "mustM")) {
            table.put(must + "erge", a -> merge(a, false));
            table.put(must + "ergeOverwrite", a -> merge(a, true));
        }
        table.put("deepCopy", a -> DeepCopy.of(a.get(0), a.budget()));
        table.put("mustDeepCopy", a -> DeepCopy.of(a.get(0), a.budget()));
    }

    private static Value dict(Arguments a) throws CallException {
        MapValue dict = MapValue.dict();
        for (int i = 0; i < a.size(); i += 2) {
            put(dict, Strings.text(a.get(i), a.budget()), i + 1 < a.size() ? a.get(i + 1) : Value.of(""), a);
        }
        return dict;
    }

    private static void put(MapValue dict, String key, Value value, Arguments a) throws CallException {
        a.budget().elements(2);
        dict.put(key, value);
    }

    private static Value set(Arguments a) throws CallException {
        put(a.dict(0), a.string(1), a.get(2), a);
        return a.dict(0);
    }

    private static Value unset(Arguments a) {
        a.dict(0).entries().remove(a.string(1));
        return a.dict(0);
    }

    private static Value pluck(Arguments a) throws CallException {
        List<Value> found = new ArrayList<>();
        for (int i = 1; i < a.size(); i++) {
            Value value = a.dict(i).entries().get(a.string(0));
            if (value != null) {
                found.add(value);
            }
        }
        a.budget().elements(found.size());
        return ListValue.ofAny(found);
    }

    private static Value keys(Arguments a) throws CallException {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            a.budget().elements(a.dict(i).entries().size());
            keys.addAll(a.dict(i).entries().keySet());
        }
        return ListValue.ofStrings(keys);
    }

    private static Value values(Arguments a) throws CallException {
        a.budget().elements(a.dict(0).entries().size());
        return ListValue.ofAny(a.dict(0).entries().values());
    }

    private static Value select(Arguments a, boolean named) throws CallException {
        Set<String> names = a.from(1).stream().map(v -> ((Value.Str) v).bytes()).collect(Collectors.toSet());
        MapValue selected = MapValue.dict();
        for (Map.Entry<String, Value> entry : a.dict(0).entries().entrySet()) {
            if (names.contains(entry.getKey()) == named) {
                put(selected, entry.getKey(), entry.getValue(), a);
            }
        }
        return selected;
    }

    private static Value dig(Arguments a) throws CallException {
        if (a.size() < 3) {
            throw new CallException("dig needs at least three arguments");
        }
        Value current = a.get(a.size() - 1);
        for (Value key : a.values().subList(0, a.size() - 2)) {
            MapValue dict = cast(current, MapValue.class, "map[string]interface {}");
            if (!dict.typeName().equals("map[string]interface {}")) {
                throw notA(current, "map[string]interface {}");
            }
            Value next = dict.entries().get(cast(key, Value.Str.class, "string").bytes());
            if (next == null) {
                return a.get(a.size() - 2);
            }
            current = next;
        }
        return current;
    }

    private static <T> T cast(Value value, Class<T> type, String name) throws CallException {
        if (!type.isInstance(value)) {
            throw notA(value, name);
        }
        return type.cast(value);
    }

    private static CallException notA(Value value, String name) {
        String actual = value instanceof Value.Missing ? "nil" : value.typeName();
        return new CallException("interface conversion: interface {} is " + actual + ", not " + name);
    }

    private static Value merge(Arguments a, boolean overwrite) throws CallException {
        for (int i = 1; i < a.size(); i++) {
            new Merging(overwrite, a.budget()).merge(a.dict(0), a.dict(i), 0);
        }
        return a.dict(0);
    }
}
