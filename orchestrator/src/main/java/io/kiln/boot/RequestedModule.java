package io.kiln.boot;

/**
 * What became of a module that the machine configuration asks for, as the machine's init reports it.
 *
 * @param text the reason, if it was not loaded
 */
public record RequestedModule(String name, Outcome outcome, String text) {

    /** What became of it. */
    public enum Outcome {
        LOADED,
        REFUSED,
        MISSING,
        BLACKLISTED
    }
}
