package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies a value with everything in it that can change. */
final class DeepCopy {

    private static final int MAX_DEPTH = 200;

    private DeepCopy() {}

    static Value of(Value value, Budget budget) throws CallException {
        return of(value, budget, 0);
    }

    private static Value of(Value value, Budget budget, int depth) throws CallException {
        budget.elements(1);
        if (depth > MAX_DEPTH) {
            throw new CallException("values that are nested deeper than " + MAX_DEPTH + " levels cannot be copied");
        }
        if (value instanceof ListValue list && !list.isNil()) {
            List<Value> items = new ArrayList<>();
            for (Value item : list.items()) {
                items.add(of(item, budget, depth + 1));
            }
            return ListValue.of(list.elementType(), items);
        }
        if (value instanceof MapValue map && !map.isNil()) {
            MapValue copy = map.emptyCopy();
            for (Map.Entry<String, Value> entry : map.entries().entrySet()) {
                copy.put(entry.getKey(), of(entry.getValue(), budget, depth + 1));
            }
            return copy;
        }
        return value;
    }
}
