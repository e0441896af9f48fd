package io.kiln.model.template;

/** The bounds that keep a hostile template from exhausting the stack. */
final class Limits {

    /** How deep actions or parentheses may be nested. */
    static final int MAX_NESTING = 1000;

    /** How deep templates may call each other, as in Go. */
    static final int MAX_CALLS = 100_000;

    private Limits() {}
}
