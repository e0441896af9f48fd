package io.kiln.extension;

import io.kiln.exec.BuildException;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a built extension breaks a rule. Exit code 1. */
public final class ExtensionRefusedException extends BuildException {

    private final transient List<ExtensionFinding> findings;

    /** @param findings errors, and warnings beside them */
    public ExtensionRefusedException(List<ExtensionFinding> findings) {
        super(1, message(findings));
        this.findings = List.copyOf(findings);
    }

    private static String message(List<ExtensionFinding> findings) {
        long errors = findings.stream().filter(ExtensionFinding::isError).count();
        return "a machine would not take this extension, or go wrong with it (" + errors
                + (errors == 1 ? " finding" : " findings") + "), so nothing is handed on:\n"
                + findings.stream().map(ExtensionFinding::render).collect(Collectors.joining("\n"));
    }

    public List<ExtensionFinding> findings() {
        return findings;
    }
}
