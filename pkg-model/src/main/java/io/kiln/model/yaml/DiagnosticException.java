package io.kiln.model.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when what the user wrote cannot be used; carries every problem that was found. */
public final class DiagnosticException extends RuntimeException {

    private final transient List<Diagnostic> diagnostics;

    public DiagnosticException(List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(Diagnostic::render).collect(Collectors.joining("\n")));
        this.diagnostics = List.copyOf(diagnostics);
    }

    public DiagnosticException(Diagnostic diagnostic) {
        this(List.of(diagnostic));
    }

    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
