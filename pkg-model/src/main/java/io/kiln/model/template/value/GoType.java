package io.kiln.model.template.value;

/**
 * A type in a signature.
 *
 * @param name the type as Go prints it, for example {@code map[string]interface {}}
 */
public record GoType(String name) {

    public static final GoType ANY = new GoType("interface {}");
    public static final GoType STRING = new GoType("string");
    public static final GoType INT = new GoType("int");
    public static final GoType REFLECT = new GoType("reflect.Value");

    /** The type as a signature writes it, where {@code any} may stand for {@code interface {}}. */
    public static GoType parse(String text) {
        return new GoType(text.strip().replaceAll("\\bany\\b", "interface {}"));
    }

    public boolean isAny() {
        return equals(ANY);
    }

    /** Whether every value goes in: an interface, or a reflected value of the built-in functions. */
    public boolean takesEverything() {
        return isAny() || equals(REFLECT);
    }

    /** Whether nil is a value of the type. */
    public boolean canBeNil() {
        return takesEverything() || name.startsWith("[]") || name.startsWith("map[") || name.startsWith("*");
    }

    /** The nil of the type. */
    public Value nil() {
        if (name.startsWith("[]")) {
            return ListValue.nil(new GoType(name.substring(2)));
        }
        return name.startsWith("map[") ? MapValue.nilDict() : Value.MISSING;
    }
}
