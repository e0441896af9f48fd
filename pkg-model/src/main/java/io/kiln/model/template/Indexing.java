package io.kiln.model.template;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.IntType;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Value;

/** The built-in {@code index} and {@code slice}. */
final class Indexing {

    private Indexing() {}

    static Value index(Arguments a) throws CallException {
        Value item = a.get(0);
        if (item instanceof Value.Missing) {
            throw new CallException("index of untyped nil");
        }
        for (Value index : a.from(1)) {
            Value content = item.unwrap();
            if (content instanceof Value.Missing) {
                throw new CallException("index of nil pointer");
            }
            item = element(content, index);
        }
        return item;
    }

    private static Value element(Value item, Value index) throws CallException {
        if (item instanceof MapValue map) {
            return entry(map, index);
        }
        if (item instanceof ListValue list) {
            int at = position(index, list.size());
            if (at == list.size()) {
                throw new CallException("reflect: slice index out of range");
            }
            return list.get(at);
        }
        if (item instanceof Value.Str string) {
            int at = position(index, string.bytes().length());
            if (at == string.bytes().length()) {
                throw new CallException("reflect: string index out of range");
            }
            return new Value.Int(IntType.UINT8, string.bytes().charAt(at));
        }
        throw new CallException("can't index item of type " + item.typeName());
    }

    private static Value entry(MapValue map, Value index) throws CallException {
        if (index instanceof Value.Missing) {
            throw new CallException("value is nil; should be of type string");
        }
        if (!(index instanceof Value.Str key)) {
            throw new CallException("value has type " + index.typeName() + "; should be string");
        }
        return map.entries().containsKey(key.bytes()) ? map.get(key.bytes()) : map.zero();
    }

    /** The position that an index names; one behind the last is still let through, as in Go. */
    private static int position(Value index, int size) throws CallException {
        if (index instanceof Value.Missing) {
            throw new CallException("cannot index slice/array with nil");
        }
        if (!(index instanceof Value.Int integer)) {
            throw new CallException("cannot index slice/array with type " + index.typeName());
        }
        if (integer.value() < 0 || integer.value() > size) {
            throw new CallException("index out of range: " + integer.value());
        }
        return (int) integer.value();
    }

    static Value slice(Arguments a) throws CallException {
        Value item = a.get(0);
        if (item instanceof Value.Missing) {
            throw new CallException("slice of untyped nil");
        }
        if (a.size() > 4) {
            throw new CallException("too many slice indexes: " + (a.size() - 1));
        }
        boolean isString = item instanceof Value.Str;
        if (!isString && !(item instanceof ListValue)) {
            throw new CallException("can't slice item of type " + item.typeName());
        }
        if (isString && a.size() == 4) {
            throw new CallException("cannot 3-index slice a string");
        }
        int size = item instanceof Value.Str string ? string.bytes().length() : ((ListValue) item).size();
        int[] bounds = {0, size, size};
        for (int i = 1; i < a.size(); i++) {
            bounds[i - 1] = position(a.get(i), size);
        }
        if (bounds[0] > bounds[1]) {
            throw new CallException("invalid slice index: " + bounds[0] + " > " + bounds[1]);
        }
        if (a.size() == 4 && bounds[1] > bounds[2]) {
            throw new CallException("invalid slice index: " + bounds[1] + " > " + bounds[2]);
        }
        return item instanceof Value.Str string
                ? Value.of(string.bytes().substring(bounds[0], bounds[1]))
                : ((ListValue) item).subList(bounds[0], bounds[1]);
    }
}
