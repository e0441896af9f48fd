package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Value;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fills one dictionary from another, dictionaries inside them alike; without overwriting only what is empty is filled. */
record Merging(boolean overwrite, Budget budget) {

    private static final int MAX_DEPTH = 200;

    void merge(MapValue target, MapValue source, int depth) throws CallException {
        if (depth > MAX_DEPTH) {
            throw new CallException("values that are nested deeper than " + MAX_DEPTH + " levels cannot be merged");
        }
        for (Map.Entry<String, Value> entry : new TreeMap<>(source.entries()).entrySet()) {
            budget.elements(2);
            Value value = entry.getValue();
            Value present = target.entries().get(entry.getKey());
            if (value instanceof MapValue inner
                    && present instanceof MapValue into
                    && !into.isNil()
                    && isDict(inner)
                    && isDict(into)) {
                merge(into, inner, depth + 1);
            } else if (replaces(value, present)) {
                target.put(entry.getKey(), value);
            }
        }
    }

    private boolean replaces(Value value, @Nullable Value present) {
        if (value instanceof Value.Missing) {
            return overwrite;
        }
        boolean bothLists = value instanceof ListValue && present instanceof ListValue;
        boolean isEmpty = present == null || LogicFunctions.isEmpty(present);
        return isEmpty || overwrite && !(bothLists && LogicFunctions.isEmpty(value));
    }

    private static boolean isDict(MapValue map) {
        return map.typeName().equals("map[string]interface {}");
    }
}
