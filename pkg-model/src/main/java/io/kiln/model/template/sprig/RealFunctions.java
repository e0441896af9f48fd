package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.GoFloat;
import io.kiln.model.template.value.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/** Functions on floating-point numbers; sums and products are made in decimal, so that 0.1 and 0.2 make 0.3. */
final class RealFunctions {

    private static final int DIVISION_DIGITS = 16;
    private static final int MAX_DIGITS = 5000;

    private RealFunctions() {}

    @FunctionalInterface
    private interface Operator {
        BigDecimal apply(BigDecimal left, BigDecimal right) throws CallException;
    }

    static void addTo(Map<String, Function.Body> table) {
        table.put("addf", a -> decimal(BigDecimal.ZERO, a.values(), BigDecimal::add));
        table.put("add1f", a -> decimal(BigDecimal.ONE, a.values(), BigDecimal::add));
        table.put("subf", a -> decimal(number(a.get(0)), a.from(1), BigDecimal::subtract));
        table.put("mulf", a -> decimal(number(a.get(0)), a.from(1), BigDecimal::multiply));
        table.put("divf", a -> decimal(number(a.get(0)), a.from(1), RealFunctions::divide));
        table.put(
                "maxf",
                a -> Value.of(a.values().stream()
                        .mapToDouble(Casts::toDouble)
                        .reduce(Math::max)
                        .orElse(0)));
        table.put(
                "minf",
                a -> Value.of(a.values().stream()
                        .mapToDouble(Casts::toDouble)
                        .reduce(Math::min)
                        .orElse(0)));
        table.put("ceil", a -> Value.of(Math.ceil(Casts.toDouble(a.get(0)))));
        table.put("floor", a -> Value.of(Math.floor(Casts.toDouble(a.get(0)))));
        table.put("round", a -> Value.of(round(a)));
    }

    private static Value decimal(BigDecimal first, List<Value> others, Operator operator) throws CallException {
        BigDecimal result = first;
        for (Value other : others) {
            result = operator.apply(result, number(other));
            if (result.precision() > MAX_DIGITS) {
                throw new CallException("the number has more than " + MAX_DIGITS + " digits");
            }
        }
        return Value.of(result.doubleValue());
    }

    private static BigDecimal number(Value value) throws CallException {
        double number = Casts.toDouble(value);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new CallException("Cannot create a Decimal from " + GoFloat.general(number));
        }
        return new BigDecimal(GoFloat.general(number));
    }

    private static BigDecimal divide(BigDecimal left, BigDecimal right) throws CallException {
        if (right.signum() == 0) {
            throw new CallException("decimal division by 0");
        }
        return left.divide(right, DIVISION_DIGITS, RoundingMode.HALF_UP);
    }

    private static double round(Arguments a) {
        double threshold = a.size() > 2 ? ((Value.Flt) a.get(2)).value() : 0.5;
        double power = Math.pow(10, a.number(1));
        double shifted = power * Casts.toDouble(a.get(0));
        double fraction = shifted - (shifted < 0 ? Math.ceil(shifted) : Math.floor(shifted));
        return (fraction >= threshold ? Math.ceil(shifted) : Math.floor(shifted)) / power;
    }
}
