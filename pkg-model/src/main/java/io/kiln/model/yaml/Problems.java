package io.kiln.model.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects every problem of a tree, so that all are reported in one go. Not thread-safe. */
public final class Problems {

    private static final Comparator<Diagnostic> BY_PLACE = Comparator.comparing((Diagnostic d) -> d.at().file())
            .thenComparingInt(d -> d.at().line())
            .thenComparingInt(d -> d.at().column());

    private final boolean strict;
    private final SourceTexts texts = new SourceTexts();
    private final Set<Diagnostic> found = new LinkedHashSet<>();

    /** With {@code strict}, what is otherwise a warning is an error. */
    public Problems(boolean strict) {
        this.strict = strict;
    }

    /** The texts that the reported lines are taken from. */
    public SourceTexts texts() {
        return texts;
    }

    public void error(Position at, String message) {
        add(Diagnostic.error(at, message));
    }

    public void error(Position at, String message, String hint) {
        add(Diagnostic.error(at, message).withHint(hint));
    }

    /** Reports what is a warning, or an error when strict. */
    public void warn(Diagnostic warning) {
        add(
                strict
                        ? new Diagnostic(
                                Diagnostic.Severity.ERROR,
                                warning.at(),
                                warning.message(),
                                warning.hint(),
                                warning.excerpt())
                        : warning);
    }

    /** Reports a problem; one that is already known is not repeated. */
    public void add(Diagnostic diagnostic) {
        found.add(texts.withExcerpt(diagnostic));
    }

    /** How many problems there are so far. */
    public int count() {
        return found.size();
    }

    /** All problems so far, by file and place. */
    public List<Diagnostic> all() {
        List<Diagnostic> sorted = new ArrayList<>(found);
        sorted.sort(BY_PLACE);
        return List.copyOf(sorted);
    }
}
