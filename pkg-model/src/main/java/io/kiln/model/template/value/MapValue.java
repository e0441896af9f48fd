package io.kiln.model.template.value;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A map from strings, in the order of the bytes of its keys. A {@code map[string]interface {}} is shared and changed in place, as in Go; not thread-safe. */
public final class MapValue implements Value {

    private final String typeName;
    private final GoType elementType;
    private final NavigableMap<String, Value> entries = new TreeMap<>();
    private final boolean isNil;

    private MapValue(String typeName, GoType elementType, boolean isNil) {
        this.typeName = typeName;
        this.elementType = elementType;
        this.isNil = isNil;
    }

    /** An empty {@code map[string]interface {}}. */
    public static MapValue dict() {
        return new MapValue("map[string]interface {}", GoType.ANY, false);
    }

    /** The nil {@code map[string]interface {}}. */
    public static MapValue nilDict() {
        return new MapValue("map[string]interface {}", GoType.ANY, true);
    }

    /** An empty {@code map[string]string}. */
    public static MapValue strings() {
        return new MapValue("map[string]string", GoType.STRING, false);
    }

    /** The variables of a template: a named type, which functions for dictionaries refuse. */
    public static MapValue variables(Map<String, String> variables) {
        MapValue map = new MapValue("types.Variables", GoType.STRING, false);
        variables.forEach((name, value) -> map.entries.put(Utf8.encode(name), Value.of(Utf8.encode(value))));
        return map;
    }

    /** An empty map of the same type. */
    public MapValue emptyCopy() {
        return new MapValue(typeName, elementType, false);
    }

    /** The entries without interfaces around the values. */
    public NavigableMap<String, Value> entries() {
        return entries;
    }

    /** Sets an entry; changing the nil map fails as in Go. */
    public void put(String key, Value value) throws CallException {
        if (isNil) {
            throw new CallException("assignment to entry in nil map");
        }
        entries.put(key, value.unwrap());
    }

    /** The value of a key as indexing gives it, inside an interface if it is a map of interfaces; {@link Value#MISSING} if there is none. */
    public Value get(String key) {
        Value value = entries.get(key);
        return value == null ? MISSING : element(value);
    }

    /** What indexing with a key that does not exist gives. */
    public Value zero() {
        return elementType.isAny() ? new Iface(MISSING) : Value.of("");
    }

    /** A value of this map as an element of it. */
    public Value element(Value value) {
        return elementType.isAny() ? new Iface(value) : value;
    }

    public boolean isNil() {
        return isNil;
    }

    @Override
    public String typeName() {
        return typeName;
    }

    @Override
    public String kindName() {
        return "map";
    }

    @Override
    public boolean isTrue() {
        return !entries.isEmpty();
    }
}
