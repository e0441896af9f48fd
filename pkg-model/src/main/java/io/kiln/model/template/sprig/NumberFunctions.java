package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.GoType;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.Printer;
import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;

/** Functions on whole numbers, and conversions to numbers. */
final class NumberFunctions {

    private NumberFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("int", a -> Value.ofInt(Casts.toInt64(a.get(0))));
        table.put("int64", a -> Value.ofInt64(Casts.toInt64(a.get(0))));
        table.put("float64", a -> Value.of(Casts.toDouble(a.get(0))));
        table.put("atoi", a -> Value.ofInt(Casts.atoi(a.string(0))));
        table.put("toDecimal", a -> Value.ofInt64(Casts.octal(Printer.print(a.get(0), a.budget()))));
        table.put("add", a -> fold(a, Long::sum));
        table.put("add1", a -> Value.ofInt64(Casts.toInt64(a.get(0)) + 1));
        table.put("sub", a -> fold(a, (x, y) -> x - y));
        table.put("mul", a -> fold(a, (x, y) -> x * y));
        table.put("div", a -> divide(a, false));
        table.put("mod", a -> divide(a, true));
        table.put("max", a -> fold(a, Math::max));
        table.put("biggest", a -> fold(a, Math::max));
        table.put("min", a -> fold(a, Math::min));
        table.put("until", a -> list(range(0, a.number(0), a.number(0) < 0 ? -1 : 1, a.budget())));
        table.put("untilStep", a -> list(range(a.number(0), a.number(1), a.number(2), a.budget())));
        table.put("seq", a -> Value.of(sequence(a)));
    }

    private static Value fold(Arguments a, LongBinaryOperator operator) {
        return Value.ofInt64(
                a.values().stream().mapToLong(Casts::toInt64).reduce(operator).orElse(0));
    }

    private static Value divide(Arguments a, boolean remainder) throws CallException {
        long dividend = Casts.toInt64(a.get(0));
        long divisor = Casts.toInt64(a.get(1));
        if (divisor == 0) {
            throw new CallException("runtime error: integer divide by zero");
        }
        return Value.ofInt64(remainder ? dividend % divisor : dividend / divisor);
    }

    private static List<Long> range(long start, long stop, long step, Budget budget) throws CallException {
        List<Long> numbers = new ArrayList<>();
        boolean down = stop < start;
        if (down ? step >= 0 : step <= 0) {
            return numbers;
        }
        for (long i = start; down ? i > stop : i < stop; i += step) {
            budget.elements(1);
            numbers.add(i);
            boolean overflows = down ? i < Long.MIN_VALUE - step : i > Long.MAX_VALUE - step;
            if (overflows) {
                break;
            }
        }
        return numbers;
    }

    private static Value list(List<Long> numbers) {
        return ListValue.of(GoType.INT, numbers.stream().map(Value::ofInt).toList());
    }

    private static String sequence(Arguments a) throws CallException {
        if (a.size() < 1 || a.size() > 3) {
            return "";
        }
        long start = a.size() == 1 ? 1 : a.number(0);
        long end = a.number(a.size() - 1);
        long direction = end < start ? -1 : 1;
        long step = a.size() == 3 ? a.number(1) : direction;
        if (a.size() == 3 && direction < 0 && step > 0) {
            return "";
        }
        List<Long> numbers = range(start, end + direction, step, a.budget());
        a.budget().bytes(numbers.size() * 20L);
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
