package io.kiln.model.template.value;

import java.util.List;

/** The arguments of one call, already checked against the signature of the function, and the budget to work within. */
public record Arguments(List<Value> values, Budget budget) {

    public int size() {
        return values.size();
    }

    public Value get(int index) {
        return values.get(index);
    }

    /** A string argument, as bytes. */
    public String string(int index) {
        return ((Value.Str) values.get(index)).bytes();
    }

    /** An argument of a whole-number type, saturated to 32 bits, which is enough for every length and count. */
    public int integer(int index) {
        long value = number(index);
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    /** An argument of a whole-number type. */
    public long number(int index) {
        return ((Value.Int) values.get(index)).value();
    }

    public boolean bool(int index) {
        return ((Value.Bool) values.get(index)).value();
    }

    /** A dictionary argument. */
    public MapValue dict(int index) {
        return (MapValue) values.get(index);
    }

    /** The arguments from an index on. */
    public List<Value> from(int index) {
        return values.subList(index, values.size());
    }
}
