package io.kiln.cli;

import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import java.util.List;

/** Shows warnings, and stops at errors. */
final class Diagnostics {

    private Diagnostics() {}

    /**
     * Prints the warnings.
     *
     * @throws DiagnosticException with all errors and warnings, if there is an error
     */
    static void check(List<Diagnostic> diagnostics) {
        if (diagnostics.stream().anyMatch(Diagnostic::isError)) {
            throw new DiagnosticException(diagnostics);
        }
        diagnostics.forEach(warning -> System.err.println(warning.render()));
    }
}
