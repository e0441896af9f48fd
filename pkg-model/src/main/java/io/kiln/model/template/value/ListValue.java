package io.kiln.model.template.value;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** A slice: its elements never change; a nil element of {@code []interface {}} is {@link Value#MISSING}. */
public final class ListValue implements Value {

    private final GoType elementType;
    private final List<Value> items;
    private final boolean isNil;

    private ListValue(GoType elementType, Collection<? extends Value> items, boolean isNil) {
        this.elementType = elementType;
        this.items = Collections.unmodifiableList(new ArrayList<>(items));
        this.isNil = isNil;
    }

    /** A slice of that element type. */
    public static ListValue of(GoType elementType, Collection<? extends Value> items) {
        return new ListValue(elementType, items, false);
    }

    /** A {@code []interface {}}. */
    public static ListValue ofAny(Collection<? extends Value> items) {
        return of(GoType.ANY, items.stream().map(Value::unwrap).toList());
    }

    /** A {@code []string} from byte strings. */
    public static ListValue ofStrings(Collection<String> items) {
        return of(GoType.STRING, items.stream().map(Value::of).toList());
    }

    /** The nil slice of that element type, which JSON shows as null. */
    public static ListValue nil(GoType elementType) {
        return new ListValue(elementType, List.of(), true);
    }

    /** The elements without interfaces around them. */
    public List<Value> items() {
        return items;
    }

    /** An element as indexing gives it: inside an interface if the slice is one of interfaces. */
    public Value get(int index) {
        return elementType.isAny() ? new Iface(items.get(index)) : items.get(index);
    }

    /** The elements from one index to another, with the same type. */
    public ListValue subList(int from, int to) {
        return of(elementType, items.subList(from, to));
    }

    public GoType elementType() {
        return elementType;
    }

    public int size() {
        return items.size();
    }

    public boolean isNil() {
        return isNil;
    }

    @Override
    public String typeName() {
        return "[]" + elementType.name();
    }

    @Override
    public String kindName() {
        return "slice";
    }

    @Override
    public boolean isTrue() {
        return !items.isEmpty();
    }
}
