package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.IntType;
import io.kiln.model.template.value.ObjectValue;
import io.kiln.model.template.value.Signature;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A semantic version inside a template: a pointer to one, or, from the methods that make a new one, the version itself. */
final class VersionValue implements ObjectValue {

    private static final Signature NONE = Signature.parse("func()");
    private static final Signature TEXT = Signature.parse("func(string)");
    private static final Signature OTHER = Signature.parse("func(*semver.Version)");

    private final Version version;
    private final boolean isPointer;

    VersionValue(Version version, boolean isPointer) {
        this.version = version;
        this.isPointer = isPointer;
    }

    @Override
    public String typeName() {
        return isPointer ? "*semver.Version" : "semver.Version";
    }

    @Override
    public String kindName() {
        return isPointer ? "ptr" : "struct";
    }

    @Override
    public String text() {
        return Utf8.encode(version.toString());
    }

    @Override
    public @Nullable Function method(String name) {
        Function.Body body = values().get(name);
        if (body != null) {
            return new Function(name, name.startsWith("Set") ? TEXT : NONE, body);
        }
        Function.Body pointerBody = isPointer ? comparisons().get(name) : null;
        return pointerBody == null ? null : new Function(name, name.equals("Original") ? NONE : OTHER, pointerBody);
    }

    private Map<String, Function.Body> values() {
        return Map.ofEntries(
                Map.entry("Major", a -> unsigned(version.major())),
                Map.entry("Minor", a -> unsigned(version.minor())),
                Map.entry("Patch", a -> unsigned(version.patch())),
                Map.entry("Prerelease", a -> string(version.prerelease())),
                Map.entry("Metadata", a -> string(version.metadata())),
                Map.entry("String", a -> string(version.toString())),
                Map.entry("IncMajor", a -> new VersionValue(version.increment(0), false)),
                Map.entry("IncMinor", a -> new VersionValue(version.increment(1), false)),
                Map.entry("IncPatch", a -> new VersionValue(version.increment(2), false)),
                Map.entry(
                        "SetPrerelease",
                        a -> new VersionValue(version.withPrerelease(Utf8.decode(a.string(0))), false)),
                Map.entry("SetMetadata", a -> new VersionValue(version.withMetadata(Utf8.decode(a.string(0))), false)));
    }

    private Map<String, Function.Body> comparisons() {
        return Map.of(
                "Original", a -> string(version.original()),
                "Compare", a -> Value.ofInt(compare(a)),
                "Equal", a -> Value.of(compare(a) == 0),
                "LessThan", a -> Value.of(compare(a) < 0),
                "LessThanEqual", a -> Value.of(compare(a) <= 0),
                "GreaterThan", a -> Value.of(compare(a) > 0),
                "GreaterThanEqual", a -> Value.of(compare(a) >= 0));
    }

    private int compare(Arguments a) throws CallException {
        if (a.get(0) instanceof VersionValue other) {
            return version.compareTo(other.version);
        }
        throw new CallException("runtime error: invalid memory address or nil pointer dereference");
    }

    private static Value unsigned(long value) {
        return new Value.Int(IntType.UINT64, value);
    }

    private static Value string(String text) {
        return Value.of(Utf8.encode(text));
    }
}
