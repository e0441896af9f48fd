package io.kiln.extension;

import io.kiln.kmod.ModuleFinding;
import io.kiln.model.extension.ExtensionManifest;
import java.util.List;
import java.util.Optional;

/**
 * What the check of one extension came to.
 *
 * @param manifest absent if it cannot be used
 * @param findings errors and warnings, sorted by path
 * @param modules every module, in no particular order
 */
public record ExtensionReport(
        String name,
        Optional<ExtensionManifest> manifest,
        List<ExtensionFinding> findings,
        List<ModuleFinding> modules) {

    /** Whether a machine would take it. */
    public boolean isSound() {
        return findings.stream().noneMatch(ExtensionFinding::isError);
    }
}
