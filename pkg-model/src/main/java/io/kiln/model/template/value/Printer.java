package io.kiln.model.template.value;

import java.util.List;

/** Values as text, as Go's {@code fmt} prints them without a format. */
public final class Printer {

    private Printer() {}

    /** The bytes of {@code %v}. */
    public static String print(Value value, Budget budget) throws CallException {
        if (value.unwrap() instanceof Value.Str string) {
            return string.bytes();
        }
        return new Verb(budget).print(value, 'v');
    }

    /** The bytes of {@code fmt.Sprint}: blanks only between two operands that are no strings. */
    public static String sprint(List<Value> values, Budget budget) throws CallException {
        StringBuilder out = new StringBuilder();
        boolean afterString = true;
        for (Value value : values) {
            boolean isString = value.unwrap() instanceof Value.Str;
            if (!isString && !afterString) {
                out.append(' ');
            }
            String text = print(value, budget);
            budget.bytes(text.length());
            out.append(text);
            afterString = isString;
        }
        return out.toString();
    }

    /** What an action writes for a value: a missing one reads {@code <no value>}. */
    public static String printAction(Value value, Budget budget) throws CallException {
        return value.unwrap() instanceof Value.Missing ? "<no value>" : print(value, budget);
    }
}
