package io.kiln.model.template.value;

import org.jspecify.annotations.Nullable;

/** A value of a Go type with methods, such as a semantic version. */
public non-sealed interface ObjectValue extends Value {

    /** The method of that name bound to this value, or null if there is none. */
    @Nullable
    Function method(String name);

    /** What {@code String()} of the Go type returns, as bytes. */
    String text();

    @Override
    default boolean isTrue() {
        return true;
    }
}
