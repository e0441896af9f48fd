package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.util.Map;

/** Functions that choose between values and ask for their types. */
final class LogicFunctions {

    private LogicFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("default", a -> a.size() < 2 || isEmpty(a.get(1)) ? a.get(0) : a.get(1));
        table.put("empty", a -> Value.of(isEmpty(a.get(0))));
        table.put("coalesce", LogicFunctions::coalesce);
        table.put("all", a -> Value.of(a.values().stream().noneMatch(LogicFunctions::isEmpty)));
        table.put("any", a -> Value.of(!a.values().stream().allMatch(LogicFunctions::isEmpty)));
        table.put("ternary", a -> a.bool(2) ? a.get(0) : a.get(1));
        table.put("fail", LogicFunctions::fail);
        table.put("typeOf", a -> Value.of(a.get(0).typeName()));
        table.put("kindOf", a -> Value.of(kindOf(a.get(0))));
        table.put("typeIs", a -> Value.of(a.string(0).equals(a.get(1).typeName())));
        table.put("typeIsLike", a -> Value.of(isLike(a.string(0), a.get(1).typeName())));
        table.put("kindIs", a -> Value.of(a.string(0).equals(kindOf(a.get(1)))));
        table.put("deepEqual", a -> Value.of(DeepEquality.areEqual(a.get(0), a.get(1), a.budget())));
    }

    /** Whether a value counts as not given: false, zero, nil, or of no length. */
    static boolean isEmpty(Value value) {
        return !value.isTrue();
    }

    private static Value coalesce(Arguments a) {
        return a.values().stream().filter(Value::isTrue).findFirst().orElse(Value.MISSING);
    }

    private static Value fail(Arguments a) throws CallException {
        throw new CallException(Utf8.decode(a.string(0)));
    }

    private static boolean isLike(String target, String type) {
        return target.equals(type) || ("*" + target).equals(type);
    }

    private static String kindOf(Value value) {
        return value.kindName();
    }
}
