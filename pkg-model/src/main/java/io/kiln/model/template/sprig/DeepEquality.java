package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Value;
import java.util.Map;

/** Equality of values with everything in them, as Go's {@code reflect.DeepEqual}. */
final class DeepEquality {

    private static final int MAX_DEPTH = 200;

    private DeepEquality() {}

    static boolean areEqual(Value left, Value right, Budget budget) throws CallException {
        return areEqual(left, right, budget, 0);
    }

    private static boolean areEqual(Value left, Value right, Budget budget, int depth) throws CallException {
        budget.steps(1);
        if (depth > MAX_DEPTH) {
            throw new CallException("values that are nested deeper than " + MAX_DEPTH + " levels cannot be compared");
        }
        if (left == right) {
            return true;
        }
        if (!left.typeName().equals(right.typeName())) {
            return false;
        }
        if (left instanceof ListValue a && right instanceof ListValue b) {
            boolean equal = a.size() == b.size() && a.isNil() == b.isNil();
            for (int i = 0; equal && i < a.size(); i++) {
                equal = areEqual(a.items().get(i), b.items().get(i), budget, depth + 1);
            }
            return equal;
        }
        if (left instanceof MapValue a && right instanceof MapValue b) {
            boolean equal = a.isNil() == b.isNil()
                    && a.entries().keySet().equals(b.entries().keySet());
            for (Map.Entry<String, Value> entry : a.entries().entrySet()) {
                equal = equal
                        && areEqual(
                                entry.getValue(),
                                b.entries().getOrDefault(entry.getKey(), Value.MISSING),
                                budget,
                                depth + 1);
            }
            return equal;
        }
        if (left instanceof Value.Flt a && right instanceof Value.Flt b) {
            return a.value() == b.value();
        }
        return left.equals(right);
    }
}
