package io.kiln.kmod;

import io.kiln.exec.BuildException;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a kernel would refuse modules that travel with it. Exit code 1. */
public final class ModuleProofException extends BuildException {

    private final transient List<ModuleFinding> failures;

    private ModuleProofException(List<ModuleFinding> failures, String message) {
        super(1, message);
        this.failures = failures;
    }

    /** @param failures findings that are not proved */
    public static ModuleProofException of(List<ModuleFinding> failures) {
        String count = failures.size() == 1 ? "1 module" : failures.size() + " modules";
        return new ModuleProofException(
                List.copyOf(failures),
                count + " would not be loaded by the kernel, so nothing is pushed:\n"
                        + failures.stream().map(ModuleFinding::render).collect(Collectors.joining("\n")));
    }

    /** The findings that are not {@link ModuleFinding#proved() proved}. */
    public List<ModuleFinding> failures() {
        return failures;
    }
}
