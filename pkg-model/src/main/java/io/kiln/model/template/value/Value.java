package io.kiln.model.template.value;

/**
 * A value inside a running template, with the type it has in Go.
 *
 * <p>Strings are sequences of bytes, as in Go: {@link Str#bytes()} holds one byte in each character (0 to 255), so that lengths, cuts
 * and comparisons count bytes. {@link Utf8} converts.
 */
public sealed interface Value
        permits Value.Missing,
                Value.Iface,
                Value.Bool,
                Value.Int,
                Value.Flt,
                Value.Cplx,
                Value.Str,
                ListValue,
                MapValue,
                ObjectValue {

    /** What a missing variable evaluates to; also an untyped nil. */
    Value MISSING = new Missing();

    /** The type as Go's {@code %T} prints it. */
    String typeName();

    /** The kind of the type as Go's reflection names it. */
    String kindName();

    /** Whether {@code if} takes it as true. */
    boolean isTrue();

    /** The value without the interface around it, if there is one. */
    default Value unwrap() {
        return this;
    }

    /** No value at all. */
    record Missing() implements Value {
        @Override
        public String typeName() {
            return "<nil>";
        }

        @Override
        public String kindName() {
            return "invalid";
        }

        @Override
        public boolean isTrue() {
            return false;
        }
    }

    /** An element of a list or map of {@code interface {}}: errors name that type and not the type of the content. */
    record Iface(Value content) implements Value {
        @Override
        public String typeName() {
            return "interface {}";
        }

        @Override
        public String kindName() {
            return "interface";
        }

        @Override
        public boolean isTrue() {
            return content.isTrue();
        }

        @Override
        public Value unwrap() {
            return content;
        }
    }

    /** A {@code bool}. */
    record Bool(boolean value) implements Value {
        @Override
        public String typeName() {
            return "bool";
        }

        @Override
        public String kindName() {
            return "bool";
        }

        @Override
        public boolean isTrue() {
            return value;
        }
    }

    /** An integer of one of Go's integer types; an unsigned 64-bit number above 2^63 is kept as its two's complement. */
    record Int(IntType type, long value) implements Value {
        @Override
        public String typeName() {
            return type.goName();
        }

        @Override
        public String kindName() {
            return type.goName();
        }

        @Override
        public boolean isTrue() {
            return value != 0;
        }

        /** The digits as Go prints them. */
        public String decimal() {
            return type == IntType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
        }
    }

    /** A {@code float64}. */
    record Flt(double value) implements Value {
        @Override
        public String typeName() {
            return "float64";
        }

        @Override
        public String kindName() {
            return "float64";
        }

        @Override
        public boolean isTrue() {
            return value != 0;
        }
    }

    /** A {@code complex128}. */
    record Cplx(double real, double imaginary) implements Value {
        @Override
        public String typeName() {
            return "complex128";
        }

        @Override
        public String kindName() {
            return "complex128";
        }

        @Override
        public boolean isTrue() {
            return real != 0 || imaginary != 0;
        }
    }

    /** A {@code string}: bytes, one in each character. */
    record Str(String bytes) implements Value {
        @Override
        public String typeName() {
            return "string";
        }

        @Override
        public String kindName() {
            return "string";
        }

        @Override
        public boolean isTrue() {
            return !bytes.isEmpty();
        }
    }

    /** A string from bytes, one in each character. */
    static Value of(String bytes) {
        return new Str(bytes);
    }

    static Value of(boolean value) {
        return new Bool(value);
    }

    static Value of(double value) {
        return new Flt(value);
    }

    /** An {@code int}. */
    static Value ofInt(long value) {
        return new Int(IntType.INT, value);
    }

    /** An {@code int64}. */
    static Value ofInt64(long value) {
        return new Int(IntType.INT64, value);
    }
}
