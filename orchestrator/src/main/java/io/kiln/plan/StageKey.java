package io.kiln.plan;

import java.util.regex.Pattern;

/** The cache key of a whole stage: everything that can change its result is in it, and nothing else is. */
public record StageKey(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public StageKey {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("'" + hex + "' is not a stage key");
        }
    }

    /** The name of its record and of its lock in the store. */
    public String recordName() {
        return "stage-" + hex;
    }

    @Override
    public String toString() {
        return hex;
    }
}
