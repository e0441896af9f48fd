package io.kiln.model.template;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.ObjectValue;
import io.kiln.model.template.value.Value;

/** How values compare: integers of all types with each other, everything else only with its own kind. */
final class Comparison {

    private enum Kind {
        BOOL,
        INTEGER,
        FLOAT,
        COMPLEX,
        STRING,
        OTHER
    }

    private Comparison() {}

    /** Whether the first argument equals any of the others. */
    static boolean equalsAny(Arguments a) throws CallException {
        if (a.size() < 2) {
            throw new CallException("missing argument for comparison");
        }
        for (Value other : a.from(1)) {
            if (areEqual(a.get(0), other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean areEqual(Value left, Value right) throws CallException {
        Kind kind = kind(left);
        if (kind != kind(right)) {
            if (left instanceof Value.Missing || right instanceof Value.Missing) {
                return false;
            }
            throw incompatible(left, right);
        }
        if (kind == Kind.FLOAT) {
            return ((Value.Flt) left).value() == ((Value.Flt) right).value();
        }
        return kind == Kind.INTEGER
                ? compareIntegers(left, right) == 0
                : kind == Kind.OTHER ? areSame(left, right) : left.equals(right);
    }

    private static boolean areSame(Value left, Value right) throws CallException {
        boolean missing = left instanceof Value.Missing || right instanceof Value.Missing;
        if (!missing && !left.kindName().equals(right.kindName())) {
            throw new CallException("non-comparable types " + left.typeName() + ", " + right.typeName());
        }
        if (isNil(left) || isNil(right)) {
            return isNil(left) == isNil(right);
        }
        if (right instanceof ListValue || right instanceof MapValue) {
            throw new CallException("non-comparable type " + right.typeName());
        }
        return left instanceof ObjectValue && left.equals(right);
    }

    private static boolean isNil(Value value) {
        return value instanceof Value.Missing
                || value instanceof ListValue list && list.isNil()
                || value instanceof MapValue map && map.isNil();
    }

    static boolean isLess(Value left, Value right) throws CallException {
        Kind kind = kind(left);
        if (kind == Kind.OTHER || kind(right) == Kind.OTHER) {
            throw new CallException("invalid type for comparison");
        }
        if (kind != kind(right)) {
            throw incompatible(left, right);
        }
        return switch (kind) {
            case INTEGER -> compareIntegers(left, right) < 0;
            case FLOAT -> ((Value.Flt) left).value() < ((Value.Flt) right).value();
            case STRING -> ((Value.Str) left).bytes().compareTo(((Value.Str) right).bytes()) < 0;
            default -> throw new CallException("invalid type for comparison");
        };
    }

    private static int compareIntegers(Value left, Value right) {
        Value.Int a = (Value.Int) left;
        Value.Int b = (Value.Int) right;
        boolean aIsHuge = a.type().isUnsigned() && a.value() < 0;
        boolean bIsHuge = b.type().isUnsigned() && b.value() < 0;
        return aIsHuge == bIsHuge ? Long.compare(a.value(), b.value()) : aIsHuge ? 1 : -1;
    }

    private static CallException incompatible(Value left, Value right) {
        return new CallException("incompatible types for comparison: " + left.typeName() + " and " + right.typeName());
    }

    private static Kind kind(Value value) {
        if (value instanceof Value.Bool) {
            return Kind.BOOL;
        }
        if (value instanceof Value.Int) {
            return Kind.INTEGER;
        }
        if (value instanceof Value.Flt) {
            return Kind.FLOAT;
        }
        if (value instanceof Value.Cplx) {
            return Kind.COMPLEX;
        }
        return value instanceof Value.Str ? Kind.STRING : Kind.OTHER;
    }
}
