package io.kiln.model.template.value;

import java.util.Locale;

/** The integer types of Go that templates meet. */
public enum IntType {
    INT,
    INT64,
    UINT64,
    UINT8;

    /** The name in Go. */
    public String goName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the type has no negative numbers. */
    public boolean isUnsigned() {
        return this == UINT64 || this == UINT8;
    }
}
